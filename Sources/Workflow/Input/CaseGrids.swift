import Imaging
import ModelFormat

/// Where a case is segmented, and where its mask goes.
package struct CaseGrids: Sendable {
    /// The grid that all images are brought to: the reference's, or one over its space with the model's voxels.
    let working: Grid
    /// Whether it is another than the reference's.
    let isResampled: Bool
    /// The file of the reference.
    let referenceName: String
    /// The grid of the mask.
    let output: Grid

    /// More are not those of a head.
    static let voxelLimit = 0x1p31

    /// - Parameter volumes: By modality index; at least one.
    /// - Throws: `gridTooLarge`, `gridNotGiven` for a modality that the case has not, `ImagingError` for a file that cannot be read.
    init(_ volumes: [Int: Volume], _ request: SegmentationRequest, _ model: ModelFile) throws {
        func image(_ modality: String, _ option: String) throws(WorkflowError) -> Volume {
            let index = model.header.modalities.firstIndex { $0.answers(to: modality) }
            if let volume = index.flatMap({ volumes[$0] }) { return volume }
            throw .gridNotGiven(option: option, modality, given: volumes.keys.sorted().map { model.header.modalities[$0].name })
        }
        let finest = CaseGrids.finest(volumes.sorted { $0.key < $1.key }.map(\.value))
        let (reference, source): (Grid, String)
        switch request.reference {
        case .finest: (reference, source) = (finest.grid, finest.source)
        case .millimetre: (reference, source) = (try CaseGrids.spaced(finest.grid, .one, finest.source), finest.source)
        case .modality(let name):
            let volume = try image(name, "--reference")
            (reference, source) = (volume.grid, volume.source)
        case .file(let path): (reference, source) = (try NIfTIReader.readGrid(path), path)
        }
        let spacing = model.header.inference.workingSpacing(of: reference)
        working = try spacing.map { try CaseGrids.spaced(reference, $0, source) } ?? reference
        (isResampled, referenceName) = (spacing != nil, source)
        output = switch request.outputGrid {
        case .reference: reference
        case .modality(let name): try image(name, "--output-grid").grid
        }
    }

    private static func spaced(_ grid: Grid, _ spacing: SIMD3<Double>, _ source: String) throws(WorkflowError) -> Grid {
        let count = grid.spacedCount(spacing)
        guard count <= voxelLimit else { throw .gridTooLarge(source, spacing: spacing, voxels: count) }
        return grid.spaced(spacing)
    }

    /// The volume whose voxels have the shortest diagonal; of those that differ by rounding the first that covers most.
    package static func finest(_ volumes: [Volume]) -> Volume {
        volumes.dropFirst().reduce(volumes[0]) { best, next in
            let (voxel, other) = (best.grid.spacing.length, next.grid.spacing.length)
            return other < 0.999 * voxel || other < 1.001 * voxel && next.grid.count > best.grid.count ? next : best
        }
    }

    /// The volumes on the working grid. Those that lie on it but for rounding keep all their bits.
    ///
    /// - Throws: `noOverlap` where an image has nothing of the brain there, `labelsAsImage` where one is a segmentation.
    func aligned(_ volumes: [Int: Volume], _ run: TaskRunner) throws(ImagingError) -> [Int: Volume] {
        var result = volumes
        for (index, volume) in volumes.sorted(by: { $0.key < $1.key }) {
            guard volume.grid.difference(from: working) != nil else {
                result[index]!.grid = working
                continue
            }
            try volume.requireImage()
            let background = Background.value(of: volume)
            let (moved, inside) = volume.resampled(to: working, background: background, run)
            let isLost = moved.voxels.allSatisfy { $0 == background } && volume.voxels.contains { $0 != background }
            if inside == 0 || isLost { throw .noOverlap(first: referenceName, second: volume.source) }
            result[index] = moved
        }
        return result
    }
}
