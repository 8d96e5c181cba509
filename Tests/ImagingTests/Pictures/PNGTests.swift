import Foundation
import Imaging
import Testing

@Suite struct PNGTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pictures-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    @Test(arguments: [(1, 1), (7, 3), (64, 33)])
    func everyByteComesBack(width: Int, height: Int) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var canvas = Canvas(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width { canvas[x, y] = Colour(UInt8(x * 37 % 256), UInt8(y * 91 % 256), UInt8((x + y) * 53 % 256)) }
        }
        let path = folder.appendingPathComponent("made.png").path
        try PNGWriter.write(canvas, to: path, overwrite: false)
        let read = try PNGReader.read(path)
        #expect(read.width == width && read.height == height)
        #expect(read.pixels == canvas.pixels)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["made.png"])
    }

    @Test func anAbsentFolderIsRefusedWithItsPath() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("absent/made.png").path
        let error = #expect(throws: PictureError.self) { try PNGWriter.write(Canvas(width: 2, height: 2), to: path, overwrite: true) }
        guard case .output(.cannotWrite(path, _)) = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func aPathThatCannotBeReplacedStaysAndNothingIsLeftBeside() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("taken.png").path
        try FileManager.default.createDirectory(atPath: path + "/inside", withIntermediateDirectories: true)
        #expect(throws: PictureError.self) { try PNGWriter.write(Canvas(width: 2, height: 2), to: path, overwrite: true) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken.png"])
        #expect(FileManager.default.fileExists(atPath: path + "/inside"))
    }

    @Test func whatIsNoPNGIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("text.png").path
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: PictureError.self) { try PNGReader.read(path) }
    }
}
