/// Records as their table has them, parsed and not encoded.
package struct RecordBatch: Sendable {
    package let layout: RecordLayout
    /// The records' keys `[records]`, or their numbers where the schema names no key.
    package internal(set) var keys: [String] = []
    /// The records' classes `[records]` as indices into the schema's; empty where labels are not read.
    package internal(set) var labels: [Int] = []
    /// The line of its file, or row of its database, on which each record stands `[records]`.
    package internal(set) var lines: [Int] = []
    /// `[records, numeric columns]`; NaN where a value is missing.
    package internal(set) var numbers: [Float] = []
    /// `[records, categorical columns and genotypes]`; empty where a value is missing.
    package internal(set) var texts: [String] = []
    /// The rows that are wrong and therefore not among the records, in the order of the table.
    package internal(set) var faults: [RowError] = []

    /// No records.
    package init(_ layout: RecordLayout) { self.layout = layout }

    /// The number of records.
    package var count: Int { keys.count }

    /// Adds another batch of the same layout at the end.
    package mutating func append(_ other: RecordBatch) {
        precondition(layout == other.layout, "batches of different layouts")
        keys += other.keys
        labels += other.labels
        lines += other.lines
        numbers += other.numbers
        texts += other.texts
        faults += other.faults
    }

    /// Takes rows out, each with the reason, and adds the reasons to the faults.
    mutating func remove(_ reasons: [Int: RowError]) {
        guard !reasons.isEmpty else { return }
        let kept = (0..<count).filter { reasons[$0] == nil }
        faults = (faults + reasons.sorted { $0.key < $1.key }.map(\.value)).sorted { $0.line < $1.line }
        let (width, textWidth) = (layout.numbers.count, layout.texts.count)
        numbers = kept.flatMap { numbers[$0 * width..<($0 + 1) * width] }
        texts = kept.flatMap { texts[$0 * textWidth..<($0 + 1) * textWidth] }
        if !labels.isEmpty { labels = kept.map { labels[$0] } }
        keys = kept.map { keys[$0] }
        lines = kept.map { lines[$0] }
    }
}
