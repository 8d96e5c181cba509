import Imaging
import Inference

/// What a segmentation amounts to: how large each region and label is, and from which modalities it was made.
public struct SegmentationStatistics: Sendable, Codable, Hashable {
    /// A size in voxels and in mm³.
    public struct Size: Sendable, Codable, Hashable {
        public var voxels: Int
        public var mm3: Double
    }

    public var caseName: String
    /// The present modalities, such as `flair+t1`.
    public var subset: String
    public var given: [String]
    public var imputed: [String]
    /// Sizes of ET, TC and WT.
    public var regions: [String: Size]
    /// Sizes by label, as written to the mask.
    public var labels: [String: Size]
    public var labelScheme: LabelScheme
    /// mm³ of one voxel.
    public var voxelVolume: Double
    /// mm between the voxels that the model worked on, along the reference's axes; nil if they are those of the reference.
    public var workingSpacing: [Double]?
    /// File name and SHA-256 of the model.
    public var model: String
    public var modelDigest: String
    /// Number format of the feature maps.
    public var precision: Precision
    /// Whether probabilities are the mean over mirrored images.
    public var tta: Bool
    /// What was done to the mask after thresholding, for people.
    public var rules: [String]
    /// What the images are warned of.
    public var warnings: [InputWarning]

    /// Counts labels, of a mask or of any part that holds all of it but background.
    init(labels: [UInt8], scheme: LabelScheme, grid: Grid, caseName: String, given: [String], imputed: [String], model: String, digest: String,
         precision: Precision, tta: Bool, rules: [String], warnings: [InputWarning], workingSpacing: SIMD3<Double>?) {
        var counts = [Int](repeating: 0, count: 256)
        for label in labels { counts[Int(label)] += 1 }
        func size(_ voxels: Int) -> Size { Size(voxels: voxels, mm3: Double(voxels) * grid.voxelVolume) }
        self.caseName = caseName
        subset = given.joined(separator: "+")
        self.given = given
        self.imputed = imputed
        regions = Dictionary(uniqueKeysWithValues: TumourRegion.allCases.map { region in
            (region.rawValue, size((0...255).reduce(0) { $0 + (scheme.region(region, contains: UInt8($1)) ? counts[$1] : 0) }))
        })
        self.labels = Dictionary(uniqueKeysWithValues: TumourRegion.allCases.map { ("\(scheme.label(of: $0))", size(counts[Int(scheme.label(of: $0))])) })
        labelScheme = scheme
        voxelVolume = grid.voxelVolume
        self.workingSpacing = workingSpacing.map { [$0.x, $0.y, $0.z] }
        self.model = model
        modelDigest = digest
        self.precision = precision
        self.tta = tta
        self.rules = rules
        self.warnings = warnings
    }
}
