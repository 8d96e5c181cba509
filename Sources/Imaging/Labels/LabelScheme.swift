/// What the numbers of a segmentation mean.
public enum LabelScheme: String, CaseIterable, Codable, Sendable {
    /// BraTS 2012–2016: 1 necrosis, 2 oedema, 3 non-enhancing core, 4 enhancing tumour. Read only.
    case brats2015 = "2015"
    /// BraTS 2017–2021: 1 necrotic and non-enhancing core, 2 oedema, 4 enhancing tumour.
    case brats2021 = "2021"
    /// BraTS 2023 and after: 1 necrotic core, 2 oedema, 3 enhancing tumour.
    case brats2023 = "2023"
    /// BraTS 2024 after treatment: as 2023, and 4 resection cavity, which is in no region. Read only.
    case brats2024 = "2024"

    /// The schemes that segmentations are written in.
    public static let writable: [LabelScheme] = [.brats2021, .brats2023]

    /// The smallest of the three regions that holds a label, or nil for background and cavity.
    public func innermostRegion(of label: UInt8) -> TumourRegion? {
        switch (label, self) {
        case (1, _): .tc
        case (2, _): .wt
        case (3, .brats2015): .tc
        case (3, .brats2023), (3, .brats2024), (4, .brats2015), (4, .brats2021): .et
        default: nil
        }
    }

    /// Whether a voxel with this label is part of a region.
    public func region(_ region: TumourRegion, contains label: UInt8) -> Bool {
        switch (innermostRegion(of: label), region) {
        case (nil, _): false
        case (.et, _), (.tc, .tc), (_, .wt): true
        default: false
        }
    }

    /// The label written for voxels whose innermost region is `region`.
    public func label(of region: TumourRegion) -> UInt8 {
        switch region {
        case .wt: 2
        case .tc: 1
        case .et: self == .brats2023 || self == .brats2024 ? 3 : 4
        }
    }
}

extension LabelScheme {
    /// The scheme of a segmentation, from its labels and, where they leave it open, the name of its file.
    ///
    /// 3 and 4 together are 2015's, or 2024's in a file named in the style of 2023 and after (`BraTS-GLI-…`). 4 alone is
    /// enhancing tumour, but cavity in a file of 2024 (`BraTS-GLI-00005-100`: the last number is 100 or more). Without 3 and
    /// 4 the schemes agree and 2021 is returned. Throws `unknownLabel` for one above 4.
    public static func detect(in labels: [UInt8], file: String = "") throws(ImagingError) -> LabelScheme {
        let present = present(in: labels)
        if let unknown = present.lastIndex(of: true), unknown > 4 {
            throw .unknownLabel(path: file, found: UInt8(unknown))
        }
        let name = file.split(separator: "/").last?.lowercased() ?? ""
        switch (present[3], present[4]) {
        case (true, true): return name.hasPrefix("brats-") ? .brats2024 : .brats2015
        case (true, false): return name.contains("otmulticlass") ? .brats2015 : .brats2023
        case (false, true): return isAfterTreatment(name) ? .brats2024 : .brats2021
        case (false, false): return .brats2021
        }
    }

    /// Throws `unknownLabel` for a label that the scheme does not have.
    public func check(_ labels: [UInt8], file: String) throws(ImagingError) {
        func has(_ label: UInt8) -> Bool { label == 0 || innermostRegion(of: label) != nil || label == 4 && self == .brats2024 }
        let present = LabelScheme.present(in: labels)
        if let unknown = (UInt8.min...UInt8.max).last(where: { present[Int($0)] && !has($0) }) { throw .unknownLabel(path: file, found: unknown) }
    }

    /// Whether each of the 256 labels occurs.
    private static func present(in labels: [UInt8]) -> [Bool] {
        var present = [Bool](repeating: false, count: 256)
        for label in labels { present[Int(label)] = true }
        return present
    }

    private static func isAfterTreatment(_ name: String) -> Bool {
        let parts = name.split { "-_.".contains($0) }
        return parts.count > 3 && parts[..<2] == ["brats", "gli"] && (Int(parts[3]) ?? 0) >= 100
    }
}
