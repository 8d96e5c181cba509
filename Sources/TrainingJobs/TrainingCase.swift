import Evaluation
import Imaging
import ModelFormat
import Networks
import Tensors
import Training
import Workflow

/// A labelled case in memory: prepared images and the truth of each output, cut to the brain's box.
public struct TrainingCase: Sendable {
    public let name: String
    public let extent: Extent
    /// [1, D, H, W] of each modality that the case has.
    public let images: [Int: Tensor]
    /// For each region of `regions` D·H·W zeros and ones.
    public let truth: [[UInt8]]
    /// Voxels of each region, for crops centred on tumour.
    let regionVoxels: [[Int32]]
    /// Quarters of a voxel from each voxel to the whole tumour, 255 at most; empty until it is measured.
    private(set) var tumourDistance: [UInt8] = []

    /// Where a held-out case that was resampled is scored: on the voxels of its file, as its mask will have them.
    let own: OwnGrid?

    struct OwnGrid: Sendable {
        let transfer: MaskTransfer
        let truth: [[UInt8]]
    }

    /// The outputs of a tumour network, in channel order.
    public static let regions: [TumourRegion] = [.et, .tc, .wt]
    /// Of the masks that are scored.
    static let scheme = LabelScheme.brats2021

    /// Reads and prepares a case.
    ///
    /// - Parameters:
    ///   - modalities: The model's modality names, in order; a missing file is a missing modality.
    ///   - spacing: Between the voxels that the model is to know, along D, H and W in mm; those of a case with others are resampled.
    ///   - isHeldOut: Whether masks of it will be scored.
    /// - Throws: `ImagingError` for a file that cannot be used, `TrainingJobError` where the case has no labels or no image.
    public init(_ folder: CaseFolder, modalities: [String], spacing: SIMD3<Float>?, isHeldOut: Bool) throws {
        guard let segmentation = folder.segmentation else { throw TrainingJobError.unlabelled(folder.path) }
        var volumes: [Int: Volume] = [:]
        for (index, modality) in modalities.enumerated() {
            if let path = folder.images[modality] { volumes[index] = try NIfTIReader.read(path) }
        }
        guard !volumes.isEmpty else { throw TrainingJobError.noModality(folder.path, modalities) }
        let mask = try NIfTIReader.read(segmentation)
        try Volume.requireOneGrid(volumes.sorted { $0.key < $1.key }.map(\.value) + [mask])
        var labels = try mask.labels()
        guard labels.contains(where: { $0 != 0 }) else { throw TrainingJobError.unlabelledVoxels(segmentation) }
        let scheme = try LabelScheme.detect(in: labels, file: segmentation), given = labels, threshold = InferenceSettings().threshold
        if let known = InferenceSettings(spacing: spacing).workingSpacing(of: mask.grid) {
            let target = mask.grid.spaced(known), transfer = MaskTransfer(from: mask.grid, target: target, scheme: scheme, threshold: threshold)
            for (index, volume) in volumes.sorted(by: { $0.key < $1.key }) {
                try volume.requireImage()
                volumes[index] = volume.resampled(to: target, background: Background.value(of: volume), runInOrder).volume
            }
            labels = transfer.labels(labels, { scheme.mask(of: $0, in: labels).map(Float.init) }, runInOrder)
        }
        let prepared = try PreparedCase(volumes)
        let cut = prepared.box.cut(prepared.orientation.canonical(labels), from: prepared.orientation.canonicalGrid.extent)
        name = folder.name
        extent = prepared.box.extent
        images = prepared.images
        truth = TrainingCase.regions.map { scheme.mask(of: $0, in: cut) }
        let worked = prepared.orientation.canonicalGrid.part(prepared.box), isResampled = mask.grid.difference(from: prepared.grid) != nil
        own = isHeldOut && isResampled ? OwnGrid(transfer: MaskTransfer(from: worked, target: mask.grid, scheme: TrainingCase.scheme, threshold: threshold),
                                                 truth: TrainingCase.regions.map { scheme.mask(of: $0, in: given) }) : nil
        regionVoxels = truth.map { mask in mask.indices.filter { mask[$0] != 0 }.map(Int32.init) }
    }

    /// Measures `tumourDistance`, which lets the case give its tumour to others.
    mutating func measureTumour() {
        let whole = TrainingCase.regions.firstIndex(of: .wt)!
        tumourDistance = DistanceTransform.squared(truth[whole], extent, spacing: SIMD3(repeating: 4)).map { UInt8(min($0.squareRoot(), 255)) }
    }

    /// The whole case as one sample.
    public var sample: TrainingSample { TrainingSample(images: images, truth: truth) }
}
