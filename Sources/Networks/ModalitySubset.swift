/// Which of a network's N modalities are present, by index in the network's fixed modality order.
public struct ModalitySubset: Hashable, Sendable {
    /// Modalities that a network may have at most.
    public static let limit = 32

    /// Bit i is set when modality i is present.
    public let mask: UInt32

    public init(_ indices: some Sequence<Int>) {
        mask = indices.reduce(0) { $0 | 1 << UInt32($1) }
    }

    /// Every modality of `count`.
    public static func all(of count: Int) -> ModalitySubset { ModalitySubset(0..<count) }

    /// The 2^N − 1 subsets that hold at least one modality: the smaller first, then in modality order.
    public static func nonEmpty(of count: Int) -> [ModalitySubset] {
        (1..<(1 << count)).map { mask in ModalitySubset((0..<count).filter { mask >> $0 & 1 == 1 }) }
            .sorted { ($0.count, $0.indices) < ($1.count, $1.indices) }
    }

    /// The present modalities, ascending.
    public var indices: [Int] { (0..<ModalitySubset.limit).filter(contains) }

    /// How many modalities are present.
    public var count: Int { mask.nonzeroBitCount }

    public var isEmpty: Bool { mask == 0 }

    public func contains(_ index: Int) -> Bool { mask >> UInt32(index) & 1 == 1 }

    /// `flair+t1c`: the names of the present modalities in order.
    public func name(_ names: [String]) -> String { indices.map { names[$0] }.joined(separator: "+") }

    /// The subset that a name such as `flair+t1c` (or `flair,t1c`) stands for; nil if a part is no modality.
    public init?(name: String, among names: [String]) {
        var indices: [Int] = []
        for part in name.split(whereSeparator: { "+,".contains($0) }) {
            guard let index = names.firstIndex(of: String(part)) else { return nil }
            indices.append(index)
        }
        guard !indices.isEmpty else { return nil }
        self.init(indices)
    }
}

private func < (a: (Int, [Int]), b: (Int, [Int])) -> Bool {
    a.0 != b.0 ? a.0 < b.0 : a.1.lexicographicallyPrecedes(b.1)
}
