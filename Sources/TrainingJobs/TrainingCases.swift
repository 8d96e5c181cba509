import Imaging

/// The cases of a directory, read and prepared: those that the weights learn from, and those that are held out.
public struct TrainingCases: Sendable {
    public let training: [TrainingCase]
    public let validation: [TrainingCase]
    /// The distances between voxels along D, H and W in mm, to which cases with others were resampled: those of the settings, else along each
    /// axis the median of the cases that the weights learn from, the finer of two. Nil if no image of theirs is of a head's size.
    package let spacing: SIMD3<Float>?
    /// Of images and truths, in the order of the cases.
    let fingerprint: UInt64
    /// Where they came from, for messages.
    let directory: String

    /// Reads all cases; which are held out, the settings say.
    ///
    /// - Throws: `ImagingError` and `TrainingJobError` for what is wrong with the data, the first found.
    public init(_ directory: String, _ settings: SegmentationSettings) throws {
        let folders = try CaseFolder.discover(in: directory)
        let held = try TrainingCases.heldOut(folders.map(\.name), settings, directory)
        let spacing = try settings.knownSpacing ?? TrainingCases.medianSpacing(folders.filter { !held.contains($0.name) })
        var (training, validation): ([TrainingCase], [TrainingCase]) = ([], [])
        for folder in folders {
            let isHeldOut = held.contains(folder.name)
            var loaded = try TrainingCase(folder, modalities: SegmentationTraining.modalities, spacing: spacing, isHeldOut: isHeldOut)
            if isHeldOut {
                validation.append(loaded)
            } else {
                if settings.augmentation.transplant > 0 { loaded.measureTumour() }
                training.append(loaded)
            }
        }
        (self.training, self.validation, self.spacing, self.directory) = (training, validation, spacing, directory)
        fingerprint = TrainingCases.fingerprint(of: training + validation)
    }

    private static func fingerprint(of cases: [TrainingCase]) -> UInt64 {
        var print = Fingerprint()
        for held in cases {
            for (modality, image) in held.images.sorted(by: { $0.key < $1.key }) {
                print.add(UInt64(modality))
                image.withElements { print.add($0) }
            }
            for truth in held.truth { for voxel in truth { print.add(UInt64(voxel)) } }
        }
        return print.value
    }

    /// Refuses to go on with other cases than a training was begun on.
    ///
    /// - Throws: `TrainingJobError.otherCases`, `changedCases`.
    func check(against position: Checkpoint.Position) throws(TrainingJobError) {
        for (cases, expected) in [(training, position.trainingCases), (validation, position.validationCases)] {
            let found = cases.map(\.name)
            if found != expected { throw .otherCases(directory, found: found, expected: expected) }
        }
        if let expected = position.fingerprint, expected != fingerprint { throw .changedCases(directory) }
    }

    private static func medianSpacing(_ folders: [CaseFolder]) throws(ImagingError) -> SIMD3<Float>? {
        var all: [SIMD3<Float>] = []
        for folder in folders {
            guard let path = folder.images.min(by: { $0.key < $1.key })?.value else { continue }
            let grid = try NIfTIReader.readGrid(path), apart = SIMD3<Float>(Orientation(of: grid).canonicalGrid.spacing)
            guard grid.canHoldAHead else { continue }
            all.append(SIMD3(apart.z, apart.y, apart.x))
        }
        guard !all.isEmpty else { return nil }
        var median = SIMD3<Float>.zero
        for axis in 0..<3 { median[axis] = all.map { $0[axis] }.sorted()[(all.count - 1) / 2] }
        return median
    }

    private static func heldOut(_ names: [String], _ settings: SegmentationSettings, _ directory: String) throws(TrainingJobError) -> Set<String> {
        for name in settings.validation where !names.contains(name) { throw .unknownCase(name, names) }
        let held = settings.validation.isEmpty ? names.suffix(settings.validationCount) : settings.validation[...]
        guard names.count > held.count, !held.isEmpty else { throw .tooFewCases(directory, found: names.count, needed: max(held.count, 1) + 1) }
        return Set(held)
    }
}
