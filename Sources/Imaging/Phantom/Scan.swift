import Tensors

/// One sequence of one case: what makes tissue bright, and what the scanner does to it.
struct Scan: Sendable {
    let sequence: PulseSequence
    let contrast: Contrast
    let acquisition: Acquisition

    init(_ sequence: PulseSequence, of patient: Patient, from generator: inout SeededGenerator) {
        self.sequence = sequence
        contrast = Contrast(sequence, enhances: patient.enhances, from: &generator)
        acquisition = Acquisition(from: &generator)
    }
}

/// The images of one case while they are made, each `[D, H, W]`.
struct Painting {
    private let extent: Extent
    private var mask: [Bool]
    private var images: [[Float]]
    private(set) var labels: [UInt8]
    private var sensitivities: [[Float]]

    init(_ extent: Extent, _ count: Int) {
        self.extent = extent
        mask = Array(repeating: false, count: extent.voxels)
        labels = Array(repeating: 0, count: extent.voxels)
        images = Array(repeating: Array(repeating: 0, count: extent.voxels), count: count)
        sensitivities = images
    }

    /// Writes every voxel's label, brightness and sensitivity.
    mutating func paint(_ patient: Patient, _ scans: [Scan]) {
        var index = 0
        for k in 0..<extent.depth {
            for j in 0..<extent.height {
                for i in 0..<extent.width {
                    paint(index, at: patient.pose.point(i, j, k), patient, scans)
                    index += 1
                }
            }
        }
    }

    private mutating func paint(_ index: Int, at point: SIMD3<Float>, _ patient: Patient, _ scans: [Scan]) {
        guard let (mixture, label) = patient.tissue(at: point) else { return }
        mask[index] = true
        labels[index] = label
        for (number, scan) in scans.enumerated() {
            images[number][index] = scan.contrast.brightness(of: mixture)
            sensitivities[number][index] = scan.acquisition.sensitivity(at: point)
        }
    }

    /// One image as the scanner stores it: blurred, unevenly bright, noisy, 0 outside the brain.
    func developed(_ number: Int, _ scan: Scan, from generator: inout SeededGenerator) -> [Float] {
        var image = images[number]
        let outside = scan.contrast.brightness(of: TissueMixture(.fluid))
        scan.acquisition.blur(&image, extent, mask: mask, outside: outside)
        for index in 0..<image.count where mask[index] {
            image[index] = scan.acquisition.stored(image[index] * sensitivities[number][index], from: &generator)
        }
        return image
    }
}
