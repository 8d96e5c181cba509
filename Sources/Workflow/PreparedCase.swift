import Imaging
import Networks
import Tensors

/// The images of one case as a network reads them: canonical orientation, standardised, cut to the brain's box.
public struct PreparedCase: Sendable {
    /// The grid that all of the case's files share.
    public let grid: Grid
    public let orientation: Orientation
    /// The brain's box in canonical orientation.
    public let box: Box
    /// [1, D, H, W] of the box for each present modality, by its index in the model's order.
    public let images: [Int: Tensor]

    /// Prepares volumes that share a grid.
    ///
    /// - Parameter volumes: By modality index; at least one.
    /// - Throws: `labelsAsImage` for a segmentation, `gridMismatch` where two grids differ, `noSignal` where an image holds nothing to standardise.
    public init(_ volumes: [Int: Volume]) throws(ImagingError) {
        let ordered = volumes.sorted { $0.key < $1.key }
        precondition(!ordered.isEmpty, "a case without images")
        for (_, volume) in ordered { try volume.requireImage() }
        try Volume.requireOneGrid(ordered.map(\.value))
        grid = ordered[0].value.grid
        let orientation = Orientation(of: grid)
        self.orientation = orientation
        let canonical = ordered.map { orientation.canonical($0.value) }
        let box = Preprocessing.brainBox(of: canonical)
        self.box = box
        var images: [Int: Tensor] = [:]
        for ((index, _), var volume) in zip(ordered, canonical) {
            try Preprocessing.zScore(&volume)
            images[index] = Tensor(Shape(channels: 1, extent: box.extent), box.cut(volume.voxels, from: volume.grid.extent))
        }
        self.images = images
    }

    /// The modalities that the case has.
    public var present: ModalitySubset { ModalitySubset(images.keys) }

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
