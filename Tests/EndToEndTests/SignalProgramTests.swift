import Foundation
import Imaging
import Records
import TestSupport
import Testing

/// Pictures and sounds, from training to predictions: bars across or upright, and low or high tones.
@Suite struct SignalProgramTests {
    private let scratch = Scratch()
    private var model: String { scratch.file("m.metakd") }
    private static let count = 40

    /// Of every fifth record the picture is absent, of every seventh the sound, of none both.
    init() throws {
        var table = "id,class,image,audio\n"
        for number in 0..<Self.count {
            let isUpright = number % 2 == 0
            var canvas = Canvas(width: 28, height: 28, ground: Colour(0, 0, 0))
            for place in 4..<24 { for width in 0..<3 {
                let (row, column) = isUpright ? (place, 5 + number % 16 + width) : (5 + number % 16 + width, place)
                canvas[column, row] = Colour(255, 255, 255)
            } }
            let name = "r\(number)"
            try FileManager.default.createDirectory(atPath: scratch.file("pictures"), withIntermediateDirectories: true)
            if number % 5 != 4 { try PNGWriter.write(canvas, to: scratch.file("pictures/\(name).png"), overwrite: false) }
            let frequency: Float = isUpright ? 300 : 1500
            let tone = (0..<2000).map { 0.5 * sin(2 * .pi * (frequency + Float(number)) * Float($0) / 8000) }
            if (number % 7 != 6 || number == 34) { scratch.put(WAVFixture.sound(tone), "sounds/\(name).wav") }
            table += "\(name),\(isUpright ? "upright" : "across"),\(number % 5 != 4 ? "pictures/\(name).png" : ""),\((number % 7 != 6 || number == 34) ? "sounds/\(name).wav" : "")\n"
        }
        scratch.put(Array(table.utf8), "t.csv")
        let outcome = try Program.train.run("classify", "--data", scratch.file("t.csv"), "-o", model, "--picture-widths", "4,4,8", "--features", "8", "--epochs", "6", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private func classify(_ output: String, _ more: String...) throws -> Program.Outcome {
        try Program.infer.run(["classify", "--model", model, "-o", scratch.file(output), "--quiet"] + more)
    }

    private func rows(_ name: String) -> Set<String> { Set(String(decoding: scratch.bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)) }

    /// A table of paths and folders of the same files give the same predictions.
    @Test func aTableOfPathsOrFolders() throws {
        #expect(try classify("table.csv", "--records", scratch.file("t.csv")).status == 0)
        #expect(try classify("folders.csv", "--files", "image=\(scratch.file("pictures"))", "--files", "audio=\(scratch.file("sounds"))").status == 0)
        #expect(rows("table.csv").count == Self.count + 1 && rows("table.csv") == rows("folders.csv"))
        #expect(rows("table.csv").contains { $0.hasSuffix(",audio,image") } && rows("table.csv").contains { $0.hasSuffix(",image+audio,") })
        #expect(try classify("sounds.csv", "--files", "audio=\(scratch.file("sounds"))").status == 0)
        #expect(rows("sounds.csv").allSatisfy { $0.hasPrefix("id,") || $0.hasSuffix(",audio,image") })
    }

    /// A picture out of an IDX file is the picture.
    @Test func picturesOfAnIDXFile() throws {
        let picture = try GreyImage.readPNG(scratch.file("pictures/r1.png"))
        let bytes = picture.values.map { UInt8($0 * 255) }
        scratch.put([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28] + [UInt8](repeating: 0, count: 784) + bytes, "images.idx")
        for (name, path) in [("png", "pictures/r1.png"), ("idx", "images.idx#1")] {
            scratch.put(Array("id,image\na,\(path)\n".utf8), name + ".csv")
            #expect(try classify(name + ".out.csv", "--records", scratch.file(name + ".csv")).status == 0)
        }
        #expect(rows("png.out.csv") == rows("idx.out.csv") && rows("idx.out.csv").count == 2)
    }

    /// What cannot be read is named by row, column and file, and skipped if that is asked for.
    @Test func filesThatCannotBeUsed() throws {
        scratch.put(WAVFixture.bytes([1, 2, 3, 4], dataSize: 1000), "lies.wav")
        try PNGWriter.write(Canvas(width: 30, height: 28, ground: Colour(0, 0, 0)), to: scratch.file("wide.png"), overwrite: false)
        scratch.put([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [UInt8](repeating: 0, count: 784), "one.idx")
        for (column, cell, says) in [("audio", "lies.wav", "claims 1000 bytes, the file holds 4"), ("audio", "none.wav", "no such file"), ("image", "wide.png", "30 pixels wide and 28 high"),
                                     ("image", "one.idx#1", "picture 1 was asked for, it has 1"), ("image", "t.csv", "Give the path of a PNG file")] {
            scratch.put(Array("id,\(column)\na,\(column == "audio" ? "sounds/r0.wav" : "pictures/r0.png")\nb,\(cell)\n".utf8), "bad.csv")
            let before = scratch.names, refused = try classify("p.csv", "--records", scratch.file("bad.csv"))
            #expect(refused.status == 65 && refused.errors.contains("bad.csv, line 3, column 2 (\(column))") && refused.errors.contains(says), "\(refused.errors)")
            #expect(scratch.names == before)
            #expect(try classify("p.csv", "--records", scratch.file("bad.csv"), "--skip-bad").status == 0 && rows("p.csv").count == 2)
            try FileManager.default.removeItem(atPath: scratch.file("p.csv"))
        }
    }

    @Test func foldersThatCannotBeUsed() throws {
        let before = scratch.names
        for (files, status, says) in [("image=\(scratch.file("sounds"))", 65, "no file that ends in .png"), ("image=\(scratch.file("none"))", 66, "no such file"),
                                      ("smell=\(scratch.file("sounds"))", 65, "expected image, audio"), ("sounds", 64, "expected MODALITY=DIR")] as [(String, Int32, String)] {
            let outcome = try classify("p.csv", "--files", files)
            #expect(outcome.status == status && outcome.errors.contains(says), "\(outcome.errors)")
        }
        #expect(scratch.names == before)
    }
}
