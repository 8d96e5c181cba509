import Foundation
import ModelFormat
import Networks
import Testing

/// Each file is wrong in one way and has a right SHA-256.
@Suite struct HostileModelTests {
    let folder: TemporaryFolder
    let good: Data
    init() throws {
        folder = try TemporaryFolder()
        good = try SmallModel.bytes()
    }

    private func error(_ bytes: Data, verifyingDigest: Bool = true) throws -> ModelError? {
        let path = try folder.write(bytes)
        do throws(ModelError) {
            _ = try ModelFile.read(path, verifyingDigest: verifyingDigest)
            return nil
        } catch {
            return error
        }
    }

    private func place(_ field: String, _ offset: Int = 24) -> FilePlace { FilePlace(path: folder.file("model.metakd"), field: field, offset: offset) }

    private func error(replacing old: String, by new: String) throws -> ModelError? {
        var forgery = Forgery(good)
        forgery.replace(old, new)
        let found = try error(forgery.bytes)
        if let found { #expect(found.exitCode == 65 && !found.description.isEmpty) }
        return found
    }

    private func setByte(_ offset: Int, _ value: UInt8) -> Data {
        var body = good.dropLast(32)
        body[offset] = value
        return Forgery.hashed(body)
    }

    @Test func theForgeryItselfIsReadable() throws {
        #expect(try error(Forgery(good).bytes) == nil)
        #expect(try error(replacing: "phantoms", by: "phantom scans") == nil)
        #expect(try error(replacing: "phantoms", by: "none") == nil)
    }

    @Test func everyTruncationIsRefused() throws {
        for length in 0..<good.count {
            #expect(try error(good.prefix(length)) != nil, "cut to \(length) bytes")
            #expect(try error(Forgery.hashed(good.prefix(length))) != nil || length == good.count - 32, "cut to \(length) bytes and hashed")
        }
    }

    @Test func everyAlteredByteIsRefused() throws {
        for index in good.indices {
            var altered = good
            altered[index] ^= 1 << UInt8(index % 8)
            #expect(try error(altered) != nil, "byte \(index)")
        }
    }

    @Test func cutsAtBoundariesNameTheField() throws {
        let header = Forgery(good).json.count
        #expect(try error(Data()) == .truncated(place("magic", 0), found: 0, expected: 8))
        #expect(try error(good.prefix(8)) == .truncated(place("version", 8), found: 8, expected: 12))
        #expect(try error(good.prefix(12)) == .truncated(place("flags", 12), found: 12, expected: 16))
        #expect(try error(good.prefix(16)) == .truncated(place("header length", 16), found: 16, expected: 24))
        #expect(try error(good.prefix(24)) == .truncated(place("header", 24), found: 24, expected: UInt64(24 + header)))
        let start = (24 + header + 63) / 64 * 64
        #expect(try error(good.prefix(24 + header)) == .truncated(place("digest", 24 + header), found: 24 + header, expected: UInt64(start + 32)))
        guard case .outsideData(let found, _, _)? = try error(Forgery.hashed(good.dropLast(33))) else { Issue.record("a cut tensor was read"); return }
        #expect(found.field.hasPrefix("tensors."))
    }

    @Test func fixedFieldsAreChecked() throws {
        #expect(try error(setByte(0, 0x6D)) == .wrongMagic(place("magic", 0), found: "6d 45 54 41 4b 44 0d 0a"))
        #expect(try error(setByte(8, 2)) == .unsupportedVersion(place("version", 8), found: 2, supported: 1))
        #expect(try error(setByte(15, 1)) == .unknownFlags(place("flags", 12), found: 1 << 24))
        #expect(try error(setByte(19, 2)) == .headerTooLong(place("header length", 16), found: UInt64(2 << 24 + Forgery(good).json.count), limit: 16 << 20))
        #expect(try error(setByte(23, 255))?.place == place("header length", 16))
        let digest = good.count - 32
        var altered = good
        altered[digest] ^= 1
        guard case .wrongDigest(place("digest", digest), _, _)? = try error(altered) else { Issue.record("a wrong digest was taken"); return }
        #expect(try error(altered, verifyingDigest: false) == nil)
        let model = try ModelFile.read(folder.file("model.metakd"), verifyingDigest: false)
        #expect(throws: ModelError.self) { try model.verifyDigest() }
    }

    @Test func paddingMustBeZero() throws {
        let end = 24 + Forgery(good).json.count
        guard end % 64 != 0 else { Issue.record("the header has no padding to test"); return }
        #expect(try error(setByte(end, 7)) == .nonZeroPadding(place("header padding", end), found: 7))
        let model = try ModelFile.read(folder.write(good))
        let entry = try #require(model.header.tensors["decoder.0.conv2.weight"])
        let after = entry.offset + entry.bytes
        #expect(try error(setByte(after, 9)) == .nonZeroPadding(place("padding before decoder.0.norm1.bias", after), found: 9))
        #expect(try error(Forgery.hashed(good.dropLast(32) + [0, 5])) == .nonZeroPadding(place("padding after the tensors", good.count - 31), found: 5))
    }

    @Test func headerMustBeJSONInUTF8() throws {
        #expect(try error(setByte(24, UInt8(ascii: "["))) == .notJSON(place("header"), reason: "it does not start with {, or holds a NUL"))
        #expect(try error(setByte(25, 0xFF)) == .notUTF8(place("header")))
        #expect(try error(setByte(25, 0)) == .notJSON(place("header"), reason: "it does not start with {, or holds a NUL"))
        guard case .notJSON(place("header"), _)? = try error(setByte(25, UInt8(ascii: "x"))) else { Issue.record("broken JSON was read"); return }
    }

    @Test(arguments: [
        (#""format":"metakd""#, #""format":"onnx""#, "format"),
        (#""task":"segmentation""#, #""task":"regression""#, "task"),
        (#""task":"segmentation""#, #""tusk":"segmentation""#, "task"),
        (#""seed":18446744073709551615"#, #""seed":18446744073709551616"#, "header"),
        (#""raw":[0.25"#, #""raw":[1e999"#, "header"),
        (#""raw":[0.25"#, #""raw":[NaN"#, "header"),
        (#""raw":[0.25"#, #""raw":["NaN""#, "importance.raw[0]"),
        (#""raw":[0.25,"#, #""raw":["#, "importance.raw"),
        (#""normalised":[0.625"#, #""normalised":[1.5"#, "importance.normalised[0]"),
        (#""threshold":0.5"#, #""threshold":-0.5"#, "inference.threshold"),
        (#""overlap":0.5"#, #""overlap":1"#, "inference.overlap"),
        (#""tile":[8,4,6]"#, #""tile":[8,4,0]"#, "inference.tile"),
        (#""smallest":[1,1,1]"#, #""smallest":[1,5,1]"#, "inference.smallest"),
        (#""smallest":[1,1,1]"#, #""smallest":[1,1,0]"#, "inference.smallest"),
        (#""spacing":[1,1.5,2]"#, #""spacing":[1,0,2]"#, "inference.spacing"),
        (#""spacing":[1,1.5,2]"#, #""spacing":[1,1e30,2]"#, "inference.spacing"),
        (#""spacing":[1,1.5,2]"#, #""spacing":[1,2]"#, "inference.spacing"),
        (#""tile":[8,4,6]"#, #""tile":[8,-4,6]"#, "inference.tile"),
        (#""tile":[8,4,6]"#, #""tile":[8,4,9223372036854775807]"#, "inference.tile"),
        (#""tile":[8,4,6]"#, #""tile":[8,4]"#, "inference.tile[2]"),
        (#""tile":[8,4,6]"#, #""tile":[8,4,6,2]"#, "inference.tile"),
        (#""kind":"minimumComponent""#, #""kind":"maximum""#, "inference.rules[0].kind"),
        (#""axes":"SAR""#, #""axes":"SAI""#, "inference.axes"),
        (#""axes":"SAR""#, #""axes":"SARL""#, "inference.axes"),
        (#""axes":"SAR""#, #""axes":"sar""#, "inference.axes"),
        (#""axes":"SAR""#, #""axes":[2,0,1]"#, "inference.axes"),
        (#""kind":"minimumComponent""#, #""fraction":1.5,"kind":"minimumComponent""#, "inference.rules[0].fraction"),
        (#""kind":"minimumComponent""#, #""fraction":-0.5,"kind":"minimumComponent""#, "inference.rules[0].fraction"),
        (#""output":"ET""#, #""output":"NCR""#, "inference.rules[0].output"),
        (#""voxels":50"#, #""voxels":-1"#, "inference.rules[0].voxels"),
        (#""voxels":50"#, #""fraction":null"#, "inference.rules[0].voxels"),
        (#""kind":"zScoreOverBrain""#, #""kind":"histogram""#, "modalities[0].preprocessing.kind"),
        (#"["t2f","fla"]"#, #"["t2f","T2F"]"#, "modalities[0]"),
        (#",{"aliases":["t1ce"],"name":"t1c","preprocessing":{"kind":"zScoreOverBrain"}}"#, "", "modalities"),
        (#"["t1ce"]"#, #"["FLAIR"]"#, "modalities[1]"),
        (#"["t1ce"]"#, #"["t1+t2"]"#, "modalities[1]"),
        (#"["t1ce"]"#, #"[""]"#, "modalities[1]"),
        (#"[{"name":"ET"},{"name":"WT"}]"#, #"[{"name":"ET"}]"#, "outputs"),
        (#"[{"name":"ET"},{"name":"WT"}]"#, #"[{"name":"ET"},{"name":"ET"}]"#, "outputs[1]"),
        (#""subset":"t1c""#, #""subset":"t2""#, "evaluation[1].subset"),
        (#""subset":"flair+t1c""#, #""subset":"t1c+flair""#, "evaluation[0].subset"),
        (#""subset":"t1c""#, #""subset":"flair+t1c""#, "evaluation[1].subset"),
        (#""n":20"#, #""n":-20"#, "evaluation[0].n"),
        (#""modalities":2"#, #""modalities":3"#, "network"),
        (#""modalities":2"#, #""modalities":0"#, "network"),
        (#""modalities":2"#, #""modalities":9223372036854775807"#, "network"),
        (#""channels":1,"nodes""#, #""channels":-1,"nodes""#, "network"),
        (#""operation":"maxPool""#, #""operation":"attention""#, "network.encoders[0].nodes[6].operation"),
        (#""kernel":[3,3,3]"#, #""kernel":[3,3,-3]"#, "network"),
        (#""kernel":[3,3,3]"#, #""kernel":[3,3,9223372036854775807]"#, "network"),
        (#""stride":[1,1,1]"#, #""stride":[0,1,1]"#, "network"),
        (#""padding":[1,1,1]"#, #""padding":[-9223372036854775808,1,1]"#, "network"),
        (#""outputChannels":1"#, #""outputChannels":9223372036854775807"#, "network"),
        (#""inputs":["encoder.0.conv1"]"#, #""inputs":["encoder.0.conv2"]"#, "network"),
        (#""inputs":["encoder.0.conv1"]"#, #""inputs":["encoder.0.norm1"]"#, "network"),
        (#""name":"encoder.0.norm1""#, #""name":"encoder.0.conv1""#, "network"),
        (#""distilled":"encoder.1.act2""#, #""distilled":"elsewhere""#, "network"),
        (#""weight":"encoder.0.conv2.weight""#, #""weight":"none""#, "tensors.none"),
        (#""weight":"encoder.0.conv2.weight""#, #""weight":"head.bias""#, "network"),
        (#""weight":"encoder.0.conv2.weight""#, #""weight":"encoder.0.norm1.bias""#, "network"),
        (#""shape":[2,1,1,1,1]"#, #""shape":[1,2,1,1,1]"#, "tensors.head.weight.shape"),
        (#""shape":[1]"#, #""shape":[-1]"#, "tensors.decoder.0.norm1.bias.shape"),
        (#""shape":[1]"#, #""shape":[0]"#, "tensors.decoder.0.norm1.bias.shape"),
        (#""shape":[1]"#, #""shape":[4294967296,4294967296]"#, "tensors.decoder.0.norm1.bias.shape"),
        (#""shape":[1]"#, #""shape":[9223372036854775807]"#, "tensors.decoder.0.norm1.bias.shape"),
        (#""shape":[1]"#, #""shape":[1,1,1,1,1,1,1,1,1]"#, "tensors.decoder.0.norm1.bias.shape"),
        (#""shape":[1]"#, #""shape":[2]"#, "tensors.decoder.0.norm1.bias.bytes"),
        (#""bytes":4,"#, #""bytes":-4,"#, "tensors.decoder.0.norm1.bias.bytes"),
        (#""dtype":"f32""#, #""dtype":"f64""#, "tensors.decoder.0.conv1.weight.dtype"),
        (#""dtype":"f32""#, #""dtype":"bf16""#, "tensors.decoder.0.conv1.weight.bytes"),
    ])
    func aWrongFieldIsNamed(old: String, new: String, field: String) throws {
        let found = try error(replacing: old, by: new)
        #expect(found?.place == place(field), "\(new): \(found.map(\.description) ?? "read")")
    }

    @Test(arguments: ["-64", "0", "64", "1", "9223372036854775744", "9223372036854775807", "18446744073709551615", "1e30", "0.5", "null", "\"64\""])
    func everyImpossibleOffsetIsNamed(offset: String) throws {
        let entry = try #require(try ModelFile.read(folder.write(good)).header.tensors["head.bias"])
        let found = try error(replacing: #""offset":\#(entry.offset),"#, by: #""offset":\#(offset),"#)
        #expect(found?.place?.field == "tensors.head.bias.offset", "\(offset): \(found.map(\.description) ?? "read")")
    }

    @Test func overlappingAndMisalignedTensorsAreRefused() throws {
        let tensors = try ModelFile.read(folder.write(good)).header.tensors
        let (bias, weight) = (try #require(tensors["head.bias"]), try #require(tensors["head.weight"]))
        let field = place("tensors.head.weight.offset", bias.offset)
        #expect(try error(replacing: #""offset":\#(weight.offset),"#, by: #""offset":\#(bias.offset),"#) == .overlap(field, with: "head.bias"))
        let misaligned = place("tensors.head.weight.offset")
        #expect(try error(replacing: #""offset":\#(weight.offset),"#, by: #""offset":\#(weight.offset + 4),"#)
                == .misaligned(misaligned, found: weight.offset + 4, alignment: 64))
    }

    @Test func aWeightThatIsNoNumberIsRefused() throws {
        let entry = try #require(try ModelFile.read(folder.write(good)).header.tensors["head.bias"])
        var body = good.dropLast(32)
        body[(entry.offset + 4)..<(entry.offset + 8)] = Data([0, 0, 0xC0, 0x7F])
        #expect(try error(Forgery.hashed(body)) == .notFinite(place("tensors.head.bias", entry.offset), element: 1))
    }

    @Test func textFromAFileCannotSteerATerminal() throws {
        let found = try #require(try error(replacing: #"["t1ce"]"#, by: #"["\u001b[2J\nt1"]"#))
        #expect(found.description.unicodeScalars.allSatisfy { $0.value >= 32 } && found.description.contains("?[2J?t1"))
    }
}
