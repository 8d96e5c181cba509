import Foundation
import Imaging
import Records
import TestSupport
import Testing

@Suite struct ImageTests {
    private let scratch = Scratch()

    private let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255]

    @Test func idx() throws {
        let found = try IDXFile.images(scratch.put(images, "images"))
        #expect(found.map(\.values) == [[0, 0.2, 0.4], [0.6, 0.8, 1]] && found[0].height == 1 && found[0].width == 3)
        #expect(try IDXFile.labels(scratch.put([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9], "labels")) == [7, 0, 9])
    }

    /// Made by gzip from the labels above.
    @Test func compressedIDX() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "gzip -n \"$0\"", scratch.put([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9], "labels")]
        try process.run()
        process.waitUntilExit()
        #expect(try IDXFile.labels(scratch.file("labels.gz")) == [7, 0, 9])
        scratch.put(scratch.bytes("labels.gz").dropLast(9), "cut.gz")
        #expect(throws: RecordsError.self) { try IDXFile.labels(scratch.file("cut.gz")) }
    }

    /// Samples of 16 bits without a gamma are as bright as those of 8 bits: 0, 0x3333, 0xFFFF in a grey PNG.
    @Test func pictures16BitsDeep() throws {
        let file = Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABEAAAAABuG5crAAAAD0lEQVR4nGNgYDA2/v8fAARpAmWLtXpLAAAAAElFTkSuQmCC")!
        #expect(try GreyImage.readPNG(scratch.put(Array(file), "deep.png")).values == [0, 0.2, 1])
    }

    @Test func hostileIDX() {
        let path = scratch.file("hostile")
        func read(_ bytes: [UInt8]) throws -> [GreyImage] { try IDXFile.images(scratch.put(bytes, "hostile")) }
        for count in 0..<images.count { #expect(throws: RecordsError.self) { try read(Array(images[..<count])) } }
        #expect(throws: RecordsError.truncated(path: path, field: "the header", offset: 4, found: 5, expected: 6)) { try read(images.dropLast()) }
        #expect(throws: RecordsError.badField(path: path, field: "the end", offset: 22, found: "followed by more bytes", expected: "the last byte")) { try read(images + [1]) }
        #expect(throws: RecordsError.badField(path: path, field: "the sizes", offset: 4, found: "4294967295×4294967295×4294967295", expected: "1 to 2^31 bytes")) {
            try read([0, 0, 8, 3] + Array(repeating: 255, count: 12))
        }
        #expect(throws: RecordsError.self) { try read([0, 0, 8, 1] + images[4...]) }
        #expect(throws: RecordsError.fileAbsent(path: path + "2")) { try IDXFile.images(path + "2") }
    }

    @Test func greyPNG() throws {
        var canvas = Canvas(width: 3, height: 2, ground: Colour(51, 51, 51))
        canvas[2, 1] = Colour(255, 255, 255)
        try PNGWriter.write(canvas, to: scratch.file("grey.png"), overwrite: false)
        #expect(try GreyImage.readPNG(scratch.file("grey.png")) == GreyImage(height: 2, width: 3, values: [0.2, 0.2, 0.2, 0.2, 0.2, 1]))
        canvas[1, 0] = Colour(1, 2, 3)
        try PNGWriter.write(canvas, to: scratch.file("colour.png"), overwrite: false)
        #expect(throws: RecordsError.badField(path: scratch.file("colour.png"), field: "pixel 1", offset: 0, found: "coloured", expected: "a grey picture")) {
            try GreyImage.readPNG(scratch.file("colour.png"))
        }
        #expect(throws: RecordsError.self) { try GreyImage.readPNG(scratch.put([1, 2, 3], "no.png")) }
    }
}
