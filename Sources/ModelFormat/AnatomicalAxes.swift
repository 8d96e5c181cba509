/// Where the axes D, H and W of an image run to in the patient: three of R, L, A, P, S and I. In JSON a string of three letters.
public struct AnatomicalAxes: Hashable, Sendable {
    /// Superior, anterior, right: a volume in RAS+ orientation as a NIfTI file holds it.
    public static let canonical = AnatomicalAxes("SAR")!
    /// The third, first and second axis of a BraTS file, whose axes run left, posterior, superior.
    public static let brats = AnatomicalAxes("SLP")!

    public let letters: String
    /// For D, H and W the canonical axis that runs along it: 0 for S or I, 1 for A or P, 2 for R or L.
    public let sources: [Int]
    /// Whether the canonical axis runs the other way.
    public let reversed: [Bool]

    /// Nil unless there is one letter of each pair.
    public init?(_ letters: String) {
        let pairs: [[Character]] = [["S", "I"], ["A", "P"], ["R", "L"]]
        let places = letters.compactMap { letter in pairs.firstIndex { $0.contains(letter) } }
        guard letters.count == 3, Set(places).count == 3, places.count == 3 else { return nil }
        self.letters = letters
        sources = places
        reversed = zip(letters, places).map { pairs[$1][1] == $0 }
    }
}

extension AnatomicalAxes: Codable {
    public init(from decoder: any Decoder) throws {
        let letters = try decoder.singleValueContainer().decode(String.self)
        guard let axes = AnatomicalAxes(letters) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath,
                                                    debugDescription: "found \"\(letters.prefix(8))\", expected one of S and I, one of A and P, one of R and L"))
        }
        self = axes
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(letters)
    }
}
