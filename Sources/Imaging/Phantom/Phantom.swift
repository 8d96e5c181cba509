import Tensors

/// A seeded, made case of a brain tumour in four MRI sequences, for fixtures, tests and people without data.
///
/// The brain is bare of its skull, as in BraTS, with folded cortex, deep nuclei and ventricles. The tumour's parts show as they
/// do in life: edema in FLAIR and T2, the enhancing rim in T1c alone. Sensitivity, noise, resolution and contrast vary
/// from case to case, and white matter has bright spots that are no tumour.
/// The same extent, seed and case give the same values on every machine.
///
///     let made = Phantom(extent: Extent(128, 128, 128), seed: 7, case: 0).render()
///     made.images["t1c"]  // [D, H, W]
public struct Phantom: Sendable {
    /// The extents `[D, H, W]` to render; the head fills them at any size.
    public let extent: Extent
    /// Where all randomness starts.
    public let seed: UInt64
    /// Which of the seed's cases this is.
    public let caseNumber: Int

    public init(extent: Extent, seed: UInt64, case caseNumber: Int) {
        self.extent = extent
        self.seed = seed
        self.caseNumber = caseNumber
    }

    /// Makes the images and their labels.
    public func render() -> PhantomCase {
        var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(caseNumber)))
        let patient = Patient(extent, from: &generator)
        let scans = PulseSequence.allCases.map { Scan($0, of: patient, from: &generator) }
        var painting = Painting(extent, scans.count)
        painting.paint(patient, scans)
        var images: [String: [Float]] = [:]
        for (index, scan) in scans.enumerated() {
            images[scan.sequence.rawValue] = painting.developed(index, scan, from: &generator)
        }
        let spacing = patient.pose.spacing
        return PhantomCase(
            extent: extent, spacing: (spacing.z, spacing.y, spacing.x), images: images, labels: painting.labels)
    }
}
