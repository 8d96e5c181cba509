import Tensors

/// The sequences a phantom shows, by the names of the BraTS files.
enum PulseSequence: String, CaseIterable, Sendable {
    case flair, t1, t1c, t2
}

/// How bright each tissue is in one sequence of one case, as a fraction of full scale.
struct Contrast: Sendable {
    /// The brightness of each ``Tissue``, by its raw value.
    private let brightness: SIMD8<Float>
    /// Bends the brightness scale: above 0 lifts the dark half, below 0 sinks it.
    private let bend: Float

    /// The sequence's usual contrast, varied by the generator as scanners vary it.
    init(_ sequence: PulseSequence, enhances: Bool, from generator: inout SeededGenerator) {
        var brightness = Contrast.typical(sequence, enhances: enhances)
        for tissue in Tissue.allCases { brightness[tissue.rawValue] *= generator.uniform(0.95...1.05) }
        // How far edema and core stand out differs from tumour to tumour.
        let white = brightness[Tissue.white.rawValue]
        for tissue in [Tissue.edema, .core] {
            let excess = brightness[tissue.rawValue] - white
            brightness[tissue.rawValue] = white + excess * generator.uniform(0.55...1.1)
        }
        self.brightness = brightness
        bend = generator.uniform(-0.25...0.35)
    }

    /// The brightness of a voxel with this mixture.
    func brightness(of mixture: TissueMixture) -> Float {
        let linear = (mixture.fractions * brightness).sum()
        return linear * (1 + bend) / (1 + bend * linear)
    }

    /// In the order fluid, grey, white, nucleus, vessel, edema, core, rim.
    private static func typical(_ sequence: PulseSequence, enhances: Bool) -> SIMD8<Float> {
        switch (sequence, enhances) {
        case (.flair, true): SIMD8(0.16, 0.56, 0.46, 0.52, 0.30, 0.88, 0.60, 0.74)
        case (.flair, false): SIMD8(0.16, 0.56, 0.46, 0.52, 0.30, 0.82, 0.90, 0.74)
        case (.t1, true): SIMD8(0.20, 0.53, 0.74, 0.62, 0.42, 0.61, 0.42, 0.57)
        case (.t1, false): SIMD8(0.20, 0.53, 0.74, 0.62, 0.42, 0.62, 0.52, 0.57)
        case (.t1c, true): SIMD8(0.20, 0.52, 0.70, 0.60, 0.88, 0.58, 0.40, 1.00)
        case (.t1c, false): SIMD8(0.20, 0.52, 0.70, 0.60, 0.88, 0.59, 0.50, 1.00)
        case (.t2, true): SIMD8(1.00, 0.53, 0.37, 0.42, 0.24, 0.82, 0.93, 0.66)
        case (.t2, false): SIMD8(1.00, 0.53, 0.37, 0.42, 0.24, 0.76, 0.88, 0.64)
        }
    }
}
