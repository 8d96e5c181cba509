import Imaging
import Kernels
import ModelFormat
import Networks
import Tensors

/// The images of one case as a network reads them: standardised, cut to the brain's box, axes in the network's order.
public struct PreparedCase: Sendable {
    /// The grid that the volumes share.
    public let grid: Grid
    public let orientation: Orientation
    /// The brain's box in canonical orientation.
    public let box: Box
    /// The order of the network's axes.
    public let axes: AnatomicalAxes
    /// [1, D, H, W] of the box for each present modality, by its index in the model's order.
    public let images: [Int: Tensor]
    /// How many voxels of a modality are too far from the others to be standardised with them; none where it has no entry.
    package let outliers: [Int: Int]

    /// Prepares volumes that share a grid.
    ///
    /// - Parameters:
    ///   - volumes: By modality index; at least one.
    ///   - preprocessing: What is done to a modality's values.
    ///   - machine: Whose threads do the work; nil for the calling one alone. The bits are the same.
    /// - Throws: `labelsAsImage` for a segmentation, `gridMismatch` where two grids differ, `noSignal` where an image holds nothing to standardise.
    public init(_ volumes: [Int: Volume], preprocessing: (Int) -> ModelFormat.Preprocessing = { _ in .zScoreOverBrain },
                axes: AnatomicalAxes = .canonical, machine: Machine? = nil) throws(ImagingError) {
        let ordered = volumes.sorted { $0.key < $1.key }
        precondition(!ordered.isEmpty, "a case without images")
        for (_, volume) in ordered { try volume.requireImage() }
        try Volume.requireOneGrid(ordered.map(\.value))
        let run: TaskRunner = machine?.taskRunner ?? runInOrder
        let backgrounds = ordered.map { Background.value(of: $0.value) }
        grid = ordered[0].value.grid
        let orientation = Orientation(of: grid)
        let box = orientation.canonical(Imaging.Preprocessing.brainBox(of: ordered.map(\.value), backgrounds: backgrounds, run))
        (self.orientation, self.box, self.axes) = (orientation, box, axes)
        let slice = box.height.count * box.width.count
        var (images, outliers) = ([Int: Tensor](), [Int: Int]())
        for ((index, var volume), background) in zip(ordered, backgrounds) {
            let kind = preprocessing(index)
            if kind == .cappedZScore { try Imaging.Preprocessing.cappedZScore(&volume, corner: volume.voxels[0]) }
            let image = Tensor(Shape(channels: 1, extent: box.extent), layout: .planar)
            volume.voxels.withUnsafeBufferPointer { voxels in
                run(box.depth.count) { orientation.cut(box, depth: $0, from: voxels, into: image.base + $0 * slice) }
            }
            if kind == .zScoreOverBrain {
                let statistics = Imaging.Preprocessing.zScore(image.storage, background: background, slice: slice, run)
                guard statistics.isSignal else { throw .noSignal(path: volume.source) }
                if statistics.outliers > 0 { outliers[index] = statistics.outliers }
            }
            images[index] = axes == .canonical ? image
                : Tensor(Shape(channels: 1, extent: axes.extent(of: box.extent)), axes.reordered(image.planarElements(), canonical: box.extent))
        }
        (self.images, self.outliers) = (images, outliers)
    }

    /// The modalities that the case has.
    public var present: ModalitySubset { ModalitySubset(images.keys) }

    /// A modality's image of the box in canonical orientation, [k, j, i].
    public func canonicalImage(_ index: Int) -> [Float]? {
        images[index].map { axes.restored($0.planarElements(), canonical: box.extent) }
    }
}
