import Imaging

/// What pictures show of a case: its images and labels on the grid of the mask, so that slices are those of that file.
struct PicturedCase: Sendable {
    let prepared: PreparedCase
    /// Of `prepared.box` in canonical orientation.
    let labels: [UInt8]

    /// A case that was segmented on the mask's grid.
    init(_ prepared: PreparedCase, labels: [UInt8]) { (self.prepared, self.labels) = (prepared, labels) }

    /// A case whose labels `[k, j, i]` were moved to another grid; its volumes, by modality index, are brought there.
    init(_ volumes: [Int: Volume], on grid: Grid, movedLabels: [UInt8], _ run: TaskRunner) throws(ImagingError) {
        let moved = volumes.mapValues { volume in
            let background = Background.value(of: volume), isThere = volume.grid.difference(from: grid) == nil
            let there = isThere ? volume : volume.resampled(to: grid, background: background, run).volume
            return Volume(grid: grid, voxels: there.voxels.map { $0 == background ? 0 : $0 - background }, source: volume.source)
        }
        prepared = try PreparedCase(moved, preprocessing: { _ in .unchanged })
        labels = prepared.box.cut(prepared.orientation.canonical(movedLabels), from: prepared.orientation.canonicalGrid.extent)
    }
}
