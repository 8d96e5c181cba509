/// The keys met so far in a table, so that none is taken twice.
///
/// Of each key a hash of 64 bits is kept, about 20 bytes a record: among a million keys two share one with probability 3·10⁻⁸.
struct SeenKeys {
    private var hashes: Set<UInt64> = []

    /// Takes the rows out of a batch whose keys stand in an earlier row.
    mutating func check(_ batch: inout RecordBatch, _ parser: RecordParser) {
        guard let key = parser.schema.key else { return }
        var faults: [Int: RowError] = [:]
        for row in 0..<batch.count where !hashes.insert(SeenKeys.hash(batch.keys[row])).inserted {
            faults[row] = parser.fault(.duplicateKey, batch.lines[row], column: key)
        }
        batch.remove(faults)
    }

    /// FNV-1a, its bits then mixed as SplitMix64 does.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
