import Foundation
import ModelFormat
import Tensors
import Testing

/// Mutated files with a right SHA-256 throw or are read; neither may trap.
@Suite struct ModelFuzzTests {
    @Test func mutatedModelsNeverTrap() throws {
        let folder = try TemporaryFolder()
        let good = try SmallModel.bytes().dropLast(32)
        let header = 16..<24 + Forgery().json.count
        var generator = SeededGenerator(seed: 20_250_102)
        for _ in 0..<3000 {
            let path = try folder.write(Forgery.hashed(Mutation.apply(good, header, &generator)))
            guard let model = try? ModelFile.read(path) else { continue }
            for name in model.header.tensors.keys { _ = try model.floats(name) }
        }
    }

    @Test func mutatedSafetensorsNeverTrap() throws {
        let folder = try TemporaryFolder()
        let good = SafetensorsBytes.good
        var generator = SeededGenerator(seed: 20_250_103)
        for _ in 0..<3000 {
            let path = try folder.write(Mutation.apply(good, 0..<good.count, &generator))
            guard let file = try? SafetensorsFile.read(path) else { continue }
            for name in file.names { _ = try file.floats(name) }
        }
    }
}

enum Mutation {
    private static let pieces = ["0", "-1", "9223372036854775807", "-9223372036854775808", "1e400", "null", "[]", "{}", "\"\"", "64", ",", "}"]

    /// One to four changes inside `range`: a byte altered, a number or piece of JSON put over what is there, or bytes removed.
    static func apply(_ bytes: Data, _ range: Range<Int>, _ generator: inout SeededGenerator) -> Data {
        var result = Array(bytes)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: range, using: &generator)
            guard index < result.count else { continue }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: result[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: result[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: replaceNumber(&result, index, pieces.randomElement(using: &generator) ?? "0")
            default: result.remove(at: index)
            }
        }
        return Data(result)
    }

    /// Puts a piece in place of the first number at or after a byte.
    private static func replaceNumber(_ bytes: inout [UInt8], _ start: Int, _ piece: String) {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
        let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: Array(piece.utf8))
    }
}
