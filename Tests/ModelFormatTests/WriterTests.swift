import Files
import Foundation
import ModelFormat
import Networks
import Testing

@Suite struct WriterTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func write(_ tensors: [String: [Float]], _ header: ModelHeader = SmallModel.header, as type: TensorEntry.ElementType = .f32) -> ModelError? {
        do throws(ModelError) {
            try ModelFile.write(header: header, tensors: tensors, as: type, to: folder.file("m"))
            return nil
        } catch {
            return error
        }
    }

    private func place(_ field: String) -> FilePlace { FilePlace(path: folder.file("m"), field: field, offset: 24) }

    @Test func anExistingFileIsKeptUnlessOverwritingIsAskedFor() throws {
        let path = try folder.write(Data("old".utf8), "m")
        #expect(try write(SmallModel.tensors()) == .output(.exists(path: path)))
        #expect(try folder.bytes("m") == Data("old".utf8))
        #expect(folder.names == ["m"])
        try ModelFile.write(header: SmallModel.header, tensors: SmallModel.tensors(), to: path, overwrite: true)
        #expect(try folder.bytes("m") == SmallModel.bytes())
        #expect(folder.names == ["m"])
    }

    @Test func failureLeavesNothingBehind() throws {
        try FileManager.default.createDirectory(atPath: folder.file("m"), withIntermediateDirectories: true)
        #expect(throws: ModelError.output(.cannotWrite(path: folder.file("m"), reason: "it is a directory"))) {
            try ModelFile.write(header: SmallModel.header, tensors: SmallModel.tensors(), to: folder.file("m"), overwrite: true)
        }
        #expect(folder.names == ["m"])
        let lost = folder.file("none/m")
        #expect(throws: ModelError.output(.cannotWrite(path: lost, reason: "\(folder.file("none")) is no folder"))) {
            try ModelFile.write(header: SmallModel.header, tensors: SmallModel.tensors(), to: lost)
        }
    }

    @Test func tensorsMustBeTheNetworksOwn() throws {
        let good = try SmallModel.tensors()
        #expect(write(good.filter { $0.key != "head.bias" }) == .absentTensor(place("tensors.head.bias")))
        #expect(write(good.merging(["extra": [1]]) { $1 }) == .unusedTensor(place("tensors.extra")))
        #expect(write(good.merging(["head.bias": [1]]) { $1 }) == .wrongShape(place("tensors.head.bias"), found: [1], expected: [2]))
        #expect(write(good.merging(["head.bias": [1, .nan]]) { $1 }) == .notFinite(place("tensors.head.bias"), element: 1))
        #expect(write(good.merging(["head.bias": [.greatestFiniteMagnitude, 0]]) { $1 }, as: .bf16) == .notFinite(place("tensors.head.bias"), element: 0))
        #expect(folder.names.isEmpty)
    }

    @Test func aHeaderThatNoReaderWouldTakeIsNotWritten() throws {
        var header = SmallModel.header
        header.importance?.raw[1] = .nan
        #expect(try write(SmallModel.tensors(), header) == .outOfRange(place("importance.raw[1]"), found: "nan", expected: "a finite number"))
        header = SmallModel.header
        header.inference.tile.depth = 7
        #expect(try write(SmallModel.tensors(), header)?.exitCode == 65)
        #expect(folder.names.isEmpty)
    }
}
