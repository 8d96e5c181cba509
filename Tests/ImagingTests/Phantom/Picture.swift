import Imaging
import Tensors

/// One image of a made case with its labels, and the statistics that tests ask for.
struct Picture {
    let extent: Extent
    let image: [Float]
    let labels: [UInt8]

    init(_ made: PhantomCase, _ name: String) {
        extent = made.extent
        image = made.images[name]!
        labels = made.labels
    }

    private var brain: [Int] { image.indices.filter { image[$0] > 0 } }

    private func position(_ index: Int) -> [Int] {
        [index / (extent.width * extent.height), index / extent.width % extent.height, index % extent.width]
    }

    /// The length in voxels of the brain along an axis: 0 depth, 1 height, 2 width.
    func occupied(axis: Int) -> Int {
        let places = brain.map { position($0)[axis] }
        return places.max()! - places.min()! + 1
    }

    var touchesBorder: Bool {
        brain.contains { index in
            zip(position(index), [extent.depth, extent.height, extent.width]).contains { $0 == 0 || $0 == $1 - 1 }
        }
    }

    func mean(where chosen: [Bool]) -> Float {
        let values = image.indices.filter { chosen[$0] }.map { image[$0] }
        return values.reduce(0, +) / Float(values.count)
    }

    func mean(of wanted: Set<UInt8>) -> Float { mean(where: labels.map(wanted.contains)) }

    /// The unlabelled voxels brighter than half of the brain.
    func brighterHalf() -> [Bool] {
        let values = brain.map { image[$0] }.sorted()
        let median = values[values.count / 2]
        return image.indices.map { labels[$0] == 0 && image[$0] > median }
    }

    /// The chance that a voxel with one of the labels is brighter than another voxel of the brain.
    func areaUnderCurve(of wanted: Set<UInt8>) -> Double {
        let order = brain.sorted { image[$0] < image[$1] }
        let ranks = order.enumerated().filter { wanted.contains(labels[$0.element]) }.map { Double($0.offset + 1) }
        let (inside, outside) = (Double(ranks.count), Double(order.count - ranks.count))
        return (ranks.reduce(0, +) - inside * (inside + 1) / 2) / (inside * outside)
    }
}
