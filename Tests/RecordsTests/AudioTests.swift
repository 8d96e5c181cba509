import Foundation
import Records
import TestSupport
import Testing

@Suite struct AudioFeatureTests {
    private struct Golden: Decodable { var smil, full: [Float] }

    /// librosa's numbers for the same sound, which reach ±600 and come from sums in single precision: found to differ by 1.6e-5 at most.
    @Test func librosaFindsTheSame() throws {
        let sound = try WAVFile.read(Repository.path("Fixtures/cepstrum/chirp.wav"))
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: Repository.path("Fixtures/cepstrum/golden.json"))))
        for (features, expected) in [(AudioFeatures.smil, golden.smil), (.full, golden.full)] {
            let found = features.extract(sound)
            #expect(found.count == 400 && expected.count == 400)
            let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference < 1e-4, "\(features) differs by \(difference)")
        }
    }

    @Test func shortAndLongSounds() {
        for count in [1, 2, 100, 40_000] {
            let sound = Sound(samples: (0..<count).map { sin(Float($0)) }, rate: 8000)
            for features in AudioFeatures.allCases { #expect(features.extract(sound).count == 400 && features.extract(sound).allSatisfy(\.isFinite)) }
        }
        // A third of 40,000 samples has 27 frames, of which 20 are kept; of 4,000 there are 3, and zeros behind.
        let long = AudioFeatures.smil.extract(Sound(samples: (0..<4000).map { sin(Float($0)) }, rate: 8000))
        #expect((0..<20).allSatisfy { row in (3..<20).allSatisfy { long[row * 20 + $0] == 0 } && long[row * 20 + 2] != 0 })
    }

    @Test(arguments: [8000, 11_025, 16_000, 22_050, 44_100, 48_000]) func aToneStaysTheSameTone(rate: Int) {
        let tone = { (rate: Int, index: Int) in sin(2 * Float.pi * 440 * Float(index) / Float(rate)) }
        let resampled = Sound(samples: (0..<rate / 2).map { tone(rate, $0) }, rate: rate).resampled(to: 8000)
        #expect(resampled.rate == 8000 && resampled.samples.count == (rate / 2 * 8000 + rate - 1) / rate)
        for index in 200..<3800 { #expect(abs(resampled.samples[index] - tone(8000, index)) < 2e-3) }
    }

    @Test func whatAliasesIsTakenAway() {
        let high = Sound(samples: (0..<24_000).map { sin(2 * .pi * 6000 * Float($0) / 48_000) }, rate: 48_000).resampled(to: 8000)
        #expect(high.samples[200..<3800].allSatisfy { abs($0) < 2e-3 })
    }
}

@Suite struct WAVTests {
    private let scratch = Scratch()

    private func read(_ bytes: [UInt8]) throws -> Sound { try WAVFile.read(scratch.put(bytes, "sound.wav")) }

    @Test func sixteenAndEightBits() throws {
        #expect(try read(WAVFixture.bytes([0, 0, 0, 0x40, 0, 0x80, 0xFF, 0x7F])) == Sound(samples: [0, 0.5, -1, 32767 / 32768], rate: 8000))
        #expect(try read(WAVFixture.bytes([128, 192, 0, 255], rate: 16_000, bits: 8)) == Sound(samples: [0, 0.5, -1, 127 / 128], rate: 16_000))
    }

    @Test func twoChannelsAreMixedAndOtherChunksPassedOver() throws {
        #expect(try read(WAVFixture.bytes([0, 0x40, 0, 0, 0, 0x80, 0, 0x40], channels: 2, extra: Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0])).samples == [0.25, -0.25])
    }

    @Test func aFileThatLies() {
        let path = scratch.file("sound.wav")
        #expect(throws: RecordsError.truncated(path: path, field: "the size of chunk data", offset: 40, found: 4, expected: 100)) { try read(WAVFixture.bytes([1, 2, 3, 4], dataSize: 100)) }
        #expect(throws: RecordsError.truncated(path: path, field: "the size of chunk data", offset: 40, found: 4, expected: 0xFFFF_FFFF)) {
            try read(WAVFixture.bytes([1, 2, 3, 4], dataSize: 0xFFFF_FFFF))
        }
        #expect(throws: RecordsError.truncated(path: path, field: "the RIFF size", offset: 4, found: 40, expected: 1000)) { try read(WAVFixture.bytes([1, 2, 3, 4], riffSize: 1000)) }
        #expect(throws: RecordsError.badField(path: path, field: "the size of chunk data", offset: 40, found: "3", expected: "a positive multiple of 2")) {
            try read(WAVFixture.bytes([1, 2, 3]))
        }
        #expect(throws: RecordsError.badField(path: path, field: "the size of chunk data", offset: 40, found: "0", expected: "a positive multiple of 2")) { try read(WAVFixture.bytes([])) }
    }

    @Test func whatIsNotRead() {
        let path = scratch.file("sound.wav")
        #expect(throws: RecordsError.badField(path: path, field: "the encoding", offset: 20, found: "code 3", expected: "1 (PCM)")) { try read(WAVFixture.bytes([0, 0], code: 3)) }
        #expect(throws: RecordsError.badField(path: path, field: "the bits of a sample", offset: 34, found: "24", expected: "8 or 16")) { try read(WAVFixture.bytes([0, 0, 0], bits: 24)) }
        #expect(throws: RecordsError.badField(path: path, field: "the number of channels", offset: 22, found: "0", expected: "1 to 64")) { try read(WAVFixture.bytes([0, 0], channels: 0)) }
        #expect(throws: RecordsError.badField(path: path, field: "the sample rate", offset: 24, found: "0", expected: "1,000 to 768,000")) { try read(WAVFixture.bytes([0, 0], rate: 0)) }
        #expect(throws: RecordsError.badField(path: path, field: "the first word", offset: 0, found: "another", expected: "RIFF")) { try read(Array("OggS and more bytes".utf8)) }
        #expect(throws: RecordsError.badField(path: path, field: "the first word", offset: 0, found: "absent", expected: "RIFF")) { try read(Array("RIFF".utf8)) }
        #expect(throws: RecordsError.fileAbsent(path: path + "2")) { try WAVFile.read(path + "2") }
    }

    /// Every cut of a whole file is refused, and never read past its end.
    @Test func everyCut() {
        let whole = WAVFixture.bytes([1, 2, 3, 4], extra: Array("LIST".utf8) + [2, 0, 0, 0, 1, 2])
        for count in 0..<whole.count { #expect(throws: RecordsError.self) { try read(Array(whole[..<count])) } }
    }
}
