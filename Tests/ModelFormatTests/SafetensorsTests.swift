import Foundation
import ModelFormat
import Testing

/// Safetensors files made by hand.
enum SafetensorsBytes {
    static let header = """
        {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
        "b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},"c":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},\
        "d":{"dtype":"I64","shape":[],"data_offsets":[16,24]},"e":{"dtype":"F64","shape":[1],"data_offsets":[24,32]},\
        "f":{"dtype":"F32","shape":[0,3],"data_offsets":[32,32]},"g":{"dtype":"I32","shape":[1],"data_offsets":[32,36]}}
        """

    /// 1.5, −2; 1, −0.5; 1, −3; −7; 0.25; nothing; −5.
    static let data = Data([0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0x3C, 0, 0xB8, 0x80, 0x3F, 0x40, 0xC0,
                            0xF9, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0xD0, 0x3F, 0xFB, 255, 255, 255])

    static var good: Data { file(header, data) }

    static func file(_ header: String, _ data: Data) -> Data {
        Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }) + Data(header.utf8) + data
    }
}

@Suite struct SafetensorsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func error(_ bytes: Data) throws -> ModelError? {
        let path = try folder.write(bytes)
        do throws(ModelError) {
            _ = try SafetensorsFile.read(path)
            return nil
        } catch {
            return error
        }
    }

    private func place(_ field: String, _ offset: Int = 8) -> FilePlace { FilePlace(path: folder.file("model.metakd"), field: field, offset: offset) }

    @Test func everyElementTypeIsRead() throws {
        let file = try SafetensorsFile.read(folder.write(SafetensorsBytes.good))
        #expect(file.names == ["a", "b", "c", "d", "e", "f", "g"])
        #expect(try file.names.map(file.shape) == [[2, 1], [2], [2], [], [1], [0, 3], [1]])
        #expect(try file.names.map(file.floats) == [[1.5, -2], [1, -0.5], [1, -3], [-7], [0.25], [], [-5]])
        #expect(throws: ModelError.absentTensor(place("z"))) { try file.floats("z") }
    }

    @Test func everyTruncationIsRefused() throws {
        let good = SafetensorsBytes.good
        for length in 0..<good.count { #expect(try error(good.prefix(length)) != nil, "cut to \(length) bytes") }
        #expect(try error(good.prefix(7)) == .truncated(place("header length", 0), found: 7, expected: 8))
        #expect(try error(good.prefix(8))?.place == place("header", 8))
    }

    @Test func headerIsChecked() throws {
        var huge = SafetensorsBytes.good
        huge[7] = 255
        #expect(try error(huge)?.place == place("header length", 0))
        #expect(try error(SafetensorsBytes.file("[]", Data())) == .notJSON(place("header"), reason: "it does not start with {, or holds a NUL"))
        #expect(try error(SafetensorsBytes.file("{\u{0}}", Data()))?.place == place("header"))
        var latin = SafetensorsBytes.good
        latin[12] = 0xFF
        #expect(try error(latin) == .notUTF8(place("header")))
        #expect(try error(SafetensorsBytes.file("{}", Data())) == nil)
    }

    @Test(arguments: [
        (#"[0,8]"#, #"[0,9]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[0,8,8]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[8,0]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[-8,0]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[0,9223372036854775807]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[-9223372036854775808,9223372036854775807]"#, "a.data_offsets"),
        (#"[0,8]"#, #"[0,18446744073709551615]"#, "a.data_offsets"),
        (#"[2,1],"data_offsets":[0,8]"#, #"[1],"data_offsets":[4,8]"#, "data before a"),
        (#"[0,8]"#, #"[8,16]"#, "data before b"),
        (#"[32,36]"#, #"[28,32]"#, "g.data_offsets"),
        (#"[12,16]"#, #"[8,12]"#, "c.data_offsets"),
        (#"[2,1]"#, #"[-2,-1]"#, "a.shape"),
        (#"[2,1]"#, #"[4294967296,4294967296]"#, "a.shape"),
        (#"[2,1]"#, #"[3]"#, "a.data_offsets"),
        (#""dtype":"F32""#, #""dtype":"F8_E4M3""#, "a.dtype"),
        (#""shape":[2,1],"#, "", "a.shape"),
        (#","g":{"dtype":"I32","shape":[1],"data_offsets":[32,36]}"#, "", "data"),
    ])
    func aWrongFieldIsNamed(old: String, new: String, field: String) throws {
        var header = SafetensorsBytes.header
        header.replaceSubrange(try #require(header.range(of: old)), with: new)
        let found = try error(SafetensorsBytes.file(header, SafetensorsBytes.data))
        #expect(found?.place?.field == field, "\(new): \(found.map(\.description) ?? "read")")
    }
}
