import Foundation
import ModelFormat
import Networks
import Tensors
import Testing

@Suite struct ModelFileTests {
    @Test func f32RoundTripKeepsEveryBit() throws {
        let folder = try TemporaryFolder()
        let tensors = try SmallModel.tensors()
        let digest = try ModelFile.write(header: SmallModel.header, tensors: tensors, to: folder.file("m"))
        let model = try ModelFile.read(folder.file("m"))
        var header = model.header
        #expect(try model.digest == digest && model.byteCount == folder.bytes("m").count)
        #expect(Set(header.tensors.keys) == Set(tensors.keys))
        for (name, elements) in tensors {
            #expect(try model.floats(name) == elements)
            #expect(try model.withTensor(name) { Array($0) } == elements)
            #expect(try model.withBytes(name) { bytes, type in type == .f32 && bytes.count == 4 * elements.count })
        }
        header.tensors = [:]
        #expect(header == SmallModel.header)
    }

    @Test func bf16RoundTripKeepsTheNearest() throws {
        let folder = try TemporaryFolder()
        let tensors = try SmallModel.tensors()
        try ModelFile.write(header: SmallModel.header, tensors: tensors, as: .bf16, to: folder.file("m"))
        let model = try ModelFile.read(folder.file("m"))
        for (name, elements) in tensors {
            let stored = try model.floats(name)
            #expect(stored.count == elements.count)
            #expect(try model.withTensor(name) { Array($0) } == stored)
            // Half a unit in the last of bf16's 8 significant bits.
            for (found, exact) in zip(stored, elements) { #expect(abs(found - exact) <= abs(exact) * 0x1p-8) }
        }
    }

    static let roundings: [(Float, UInt16)] = [
        (1, 0x3F80), (0x1.01p0, 0x3F80), (0x1.03p0, 0x3F82), (0x1.0101p0, 0x3F81), (-0x1.03p0, 0xBF82), (0, 0), (-0.0, 0x8000),
        (.greatestFiniteMagnitude, 0x7F80), (.infinity, 0x7F80), (0x1p-133, 1),
    ]

    @Test(arguments: roundings) func bf16RoundsTiesToEven(value: Float, bits: UInt16) { #expect(BFloat16.rounding(value) == bits) }

    @Test func bf16KeepsNaN() { #expect(Float(bitPattern: UInt32(BFloat16.rounding(Float(bitPattern: 0x7F80_0001))) << 16).isNaN) }

    @Test func theSameModelGivesTheSameBytes() throws {
        #expect(try SmallModel.bytes() == SmallModel.bytes())
        #expect(try SmallModel.bytes(as: .bf16) == SmallModel.bytes(as: .bf16))
    }

    @Test func fileFollowsTheContract() throws {
        let bytes = try SmallModel.bytes()
        #expect(bytes.prefix(16) == Data("METAKD\r\n".utf8) + Data([1, 0, 0, 0, 0, 0, 0, 0]))
        let folder = try TemporaryFolder()
        let model = try ModelFile.read(folder.write(bytes))
        for entry in model.header.tensors.values { #expect(entry.offset % 64 == 0 && entry.offset + entry.bytes <= bytes.count - 32) }
        #expect(Forgery(bytes).bytes == bytes)
    }

    @Test func modalityAnswersToItsAliases() {
        let flair = SmallModel.header.modalities[0]
        #expect(flair.answers(to: "FLAIR") && flair.answers(to: "T2f") && !flair.answers(to: "t2"))
    }

    @Test func askingForAnAbsentTensorThrows() throws {
        let folder = try TemporaryFolder()
        let model = try ModelFile.read(folder.write(SmallModel.bytes()))
        #expect(throws: ModelError.absentTensor(FilePlace(path: model.path, field: "tensors.none", offset: 24))) { try model.floats("none") }
    }

    @Test func aFileThatIsNoneIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ModelError.missing(path: folder.file("m"))) { try ModelFile.read(folder.file("m")) }
        #expect(throws: ModelError.notAFile(path: folder.path)) { try ModelFile.read(folder.path) }
        #expect(throws: ModelError.notAFile(path: "/dev/zero")) { try ModelFile.read("/dev/zero") }
        #expect(ModelError.missing(path: "m").exitCode == 66)
    }

    @Test func aFileWithoutAxesIsCanonical() throws {
        var forgery = Forgery()
        forgery.replace(#""axes":"SAR","#, "")
        let folder = try TemporaryFolder()
        #expect(try ModelFile.read(folder.write(forgery.bytes)).header.inference.axes == .canonical)
        forgery = Forgery()
        forgery.replace(#""axes":"SAR""#, #""axes":"SLP""#)
        #expect(try ModelFile.read(folder.write(forgery.bytes)).header.inference.axes == .brats)
    }

    @Test func aPoolWithoutStrideAndPaddingIsReadAsBefore() throws {
        let pool = try JSONDecoder().decode(Node.self, from: Data(#"{"name":"p","inputs":["x"],"operation":"maxPool","size":[2,1,3]}"#.utf8))
        #expect(pool == Node("p", .maxPool(MaxPool(size: Triple(2, 1, 3))), ["x"]))
    }
}
