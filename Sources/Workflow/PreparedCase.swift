import Imaging
import ModelFormat
import Networks
import Tensors

/// The images of one case as a network reads them: standardised, cut to the brain's box, axes in the network's order.
public struct PreparedCase: Sendable {
    /// The grid that all of the case's files share.
    public let grid: Grid
    public let orientation: Orientation
    /// The brain's box in canonical orientation.
    public let box: Box
    /// The order of the network's axes.
    public let axes: AnatomicalAxes
    /// [1, D, H, W] of the box for each present modality, by its index in the model's order.
    public let images: [Int: Tensor]

    /// Prepares volumes that share a grid.
    ///
    /// - Parameters:
    ///   - volumes: By modality index; at least one.
    ///   - preprocessing: What is done to a modality's values.
    /// - Throws: `gridMismatch` where two grids differ, `noSignal` where an image holds nothing to standardise.
    public init(_ volumes: [Int: Volume], preprocessing: (Int) -> ModelFormat.Preprocessing = { _ in .zScoreOverBrain },
                axes: AnatomicalAxes = .canonical) throws(ImagingError) {
        let ordered = volumes.sorted { $0.key < $1.key }
        precondition(!ordered.isEmpty, "a case without images")
        try Volume.requireOneGrid(ordered.map(\.value))
        grid = ordered[0].value.grid
        let orientation = Orientation(of: grid)
        self.orientation = orientation
        let canonical = ordered.map { orientation.canonical($0.value) }
        let box = Imaging.Preprocessing.brainBox(of: canonical)
        self.box = box
        self.axes = axes
        var images: [Int: Tensor] = [:]
        for ((index, original), var volume) in zip(ordered, canonical) {
            switch preprocessing(index) {
            case .zScoreOverBrain: try Imaging.Preprocessing.zScore(&volume)
            case .cappedZScore: try Imaging.Preprocessing.cappedZScore(&volume, corner: original.voxels[0])
            case .unchanged: break
            }
            let cut = axes.reordered(box.cut(volume.voxels, from: volume.grid.extent), canonical: box.extent)
            images[index] = Tensor(Shape(channels: 1, extent: axes.extent(of: box.extent)), cut)
        }
        self.images = images
    }

    /// The modalities that the case has.
    public var present: ModalitySubset { ModalitySubset(images.keys) }

    /// A modality's image of the box in canonical orientation, [k, j, i].
    public func canonicalImage(_ index: Int) -> [Float]? {
        images[index].map { axes.restored($0.planarElements(), canonical: box.extent) }
    }

    /// Puts labels of the box back into a volume in the files' own orientation, 0 around them.
    public func restored(_ labels: [UInt8]) -> [UInt8] {
        orientation.restored(box.paste(labels, into: orientation.canonicalGrid.extent))
    }
}

extension Box {
    public var extent: Extent { Extent(depth.count, height.count, width.count) }

    /// The elements of the box out of a volume of the given extent.
    public func cut<Element>(_ elements: [Element], from whole: Extent) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(count)
        for d in depth {
            for h in height {
                let row = (d * whole.height + h) * whole.width
                result += elements[row + width.lowerBound..<row + width.upperBound]
            }
        }
        return result
    }

    /// A volume of the given extent that is 0 but for the box.
    public func paste(_ elements: [UInt8], into whole: Extent) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: whole.voxels)
        var next = elements.startIndex
        for d in depth {
            for h in height {
                let row = (d * whole.height + h) * whole.width
                result.replaceSubrange(row + width.lowerBound..<row + width.upperBound, with: elements[next..<next + width.count])
                next += width.count
            }
        }
        return result
    }
}
