import Files
import Tensors

extension SyntheticRecords {
    /// Writes records as CSV: `id`, `class`, then `modality.1` and so on with five decimals, empty where missing.
    ///
    /// Classes are equally likely, no record lacks all modalities, and record i depends on the seed and i alone.
    package func write(_ count: Int, to path: String, overwrite: Bool) throws(RecordsError) {
        let batch = FileBatch(overwrite: overwrite)
        do throws(FileError) {
            try batch.add(path) { draft throws(FileError) in
                let means = means(), schema = schema
                var text = Array((["id", "class"] + schema.modalities.flatMap(\.numeric)).joined(separator: ",").utf8) + [0x0A]
                for record in 0..<count {
                    append(record, means, to: &text)
                    if text.count > 1 << 20 || record == count - 1 {
                        try draft.append(text)
                        text.removeAll(keepingCapacity: true)
                    }
                }
            }
            try batch.publish()
        } catch { throw .output(error) }
    }

    private func append(_ record: Int, _ means: [[[Float]]], to text: inout [UInt8]) {
        var generator = SeededGenerator(seed: seed, stream: UInt64(1000 + record))
        let label = Int(generator.next() % UInt64(classCount))
        var isPresent: [Bool]
        repeat { isPresent = modalities.map { !generator.chance(Float($0.missing)) } } while !isPresent.contains(true)
        text += "r\(record + 1),class\(label + 1)".utf8
        for (index, modality) in modalities.enumerated() {
            for column in 0..<modality.columns {
                text.append(UInt8(ascii: ","))
                if isPresent[index] { SyntheticRecords.append(means[index][label][column] + generator.normal(), to: &text) }
            }
        }
        text.append(0x0A)
    }

    /// Writes a number with five decimals.
    private static func append(_ number: Float, to text: inout [UInt8]) {
        var scaled = Int((Double(number) * 1e5).rounded())
        if scaled < 0 { text.append(UInt8(ascii: "-")) }
        scaled = abs(scaled)
        text += "\(scaled / 100_000).".utf8
        var place = 10_000
        while place > 0 {
            text.append(UInt8(0x30 + scaled / place % 10))
            place /= 10
        }
    }
}
