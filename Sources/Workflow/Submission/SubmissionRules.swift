import Foundation
import Imaging

/// What the BraTS evaluator of a year refuses.
public enum SubmissionRules: String, Sendable, CaseIterable {
    case brats2017 = "2017", brats2018 = "2018", brats2019 = "2019", brats2020 = "2020"
    case brats2021 = "2021"
    case brats2023 = "2023"
    case brats2024 = "2024"

    /// The rules for masks that are written in a scheme.
    public init(_ scheme: LabelScheme) { self = scheme == .brats2023 || scheme == .brats2024 ? .brats2023 : .brats2020 }

    /// The case that a file is for; nil for a name that the evaluator does not know what to do with.
    func caseName(of file: String) -> String? {
        guard file.hasSuffix(".nii.gz") else { return nil }
        let stem = String(file.dropLast(7))
        switch self {
        case .brats2017, .brats2018, .brats2019, .brats2020: return stem.isEmpty ? nil : stem
        case .brats2021: return stem.suffix(5).count == 5 && stem.suffix(5).allSatisfy(\.isASCIIDigit) ? String(stem.suffix(5)) : nil
        case .brats2023, .brats2024: return stem.firstMatch(of: /[0-9]{5}-[0-9]{3}$/).map { String($0.output) }
        }
    }

    /// How a name has to end.
    var expectedName: String {
        switch self {
        case .brats2017, .brats2018, .brats2019, .brats2020: "CASE.nii.gz"
        case .brats2021: "five digits and .nii.gz"
        case .brats2023, .brats2024: "NNNNN-NNN.nii.gz"
        }
    }

    private var labels: Set<UInt8> {
        switch self {
        case .brats2017, .brats2018, .brats2019, .brats2020, .brats2021: [0, 1, 2, 4]
        case .brats2023: [0, 1, 2, 3]
        case .brats2024: [0, 1, 2, 3, 4]
        }
    }

    /// What is wrong with a mask, each with what to do; empty where nothing is.
    ///
    /// - Parameters:
    ///   - file: Its name.
    ///   - reference: The grid of the case, where it is known.
    func faults(_ labels: [UInt8], on grid: Grid, file: String, reference: Grid?) -> [String] {
        var faults: [String] = []
        let strange = Set(labels).subtracting(self.labels).sorted()
        if !strange.isEmpty {
            faults.append("label \(strange.map(String.init).joined(separator: ", ")), expected \(self.labels.sorted().map(String.init).joined(separator: ", "))"
                + "; write the masks with --label-scheme \(self.labels.contains(3) ? 2023 : 2021)")
        }
        let expected = shape(file)
        if let expected, grid.dimensions != expected {
            faults.append("\(grid.dimensions.x)×\(grid.dimensions.y)×\(grid.dimensions.z) voxels, expected "
                + "\(expected.x)×\(expected.y)×\(expected.z); segment the images as they were handed out")
        }
        if self == .brats2023, grid.dimensions == expected, !SubmissionRules.hasChallengeForm(grid) {
            faults.append("its qform is not [-1 0 0 0; 0 -1 0 239; 0 0 1 0]; segment the images as they were handed out")
        }
        if let difference = reference.flatMap({ grid.difference(from: $0) }) { faults.append("\(difference) of the case; segment the images as they were handed out") }
        return faults
    }

    private func shape(_ file: String) -> SIMD3<Int>? {
        switch self {
        case .brats2017, .brats2018, .brats2019, .brats2020: nil
        case .brats2024 where file.contains("GLI"): SIMD3(182, 218, 182)
        case .brats2021, .brats2023, .brats2024: SIMD3(240, 240, 155)
        }
    }

    private static func hasChallengeForm(_ grid: Grid) -> Bool {
        var form = grid
        (form.sform.code, form.qform.code) = (0, 1)
        return form.affine == Affine(rows: SIMD4(-1, 0, 0, 0), SIMD4(0, -1, 0, 239), SIMD4(0, 0, 1, 0))
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
