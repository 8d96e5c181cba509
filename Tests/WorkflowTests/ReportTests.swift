import Imaging
import Testing
import Workflow

@Suite struct ReportTests {
    @Test func nothingBeginsMarkup() {
        #expect(HTMLText.escaped("<script>alert('a & \"b\"')</script>") == "&lt;script&gt;alert(&#39;a &amp; &quot;b&quot;&#39;)&lt;/script&gt;")
        #expect(HTMLText.escaped("&lt;") == "&amp;lt;")
        #expect(HTMLText.escaped("Ümlaut 脑") == "Ümlaut 脑")
        // A mark that turns the direction of text, and a line's end.
        #expect(HTMLText.escaped("a\u{202E}b\nc") == "a?b?c")
    }

    /// Unpacks as the page's script does.
    private func unpacked(_ bytes: [UInt8]) -> [UInt8] {
        var (codes, number, shift) = ([UInt8](), 0, 0)
        for byte in bytes {
            number |= Int(byte & 127) << shift
            shift += 7
            if byte < 128 {
                codes += [UInt8](repeating: UInt8(number & 3), count: number >> 2)
                (number, shift) = (0, 0)
            }
        }
        return codes
    }

    @Test func runsOfLabels() {
        #expect(LabelRuns.packed([]) == [])
        #expect(LabelRuns.packed([3]) == [7])
        #expect(LabelRuns.packed([0, 0, 1]) == [8, 5])
        // 32 · 4 + 2 = 130 takes two bytes.
        #expect(LabelRuns.packed([UInt8](repeating: 2, count: 32)) == [130, 1])
    }

    @Test(arguments: [1, 31, 32, 5000, 3_000_000]) func runsComeBack(length: Int) {
        let codes = [0, 3] + [UInt8](repeating: 1, count: length) + [2, 2, 0]
        #expect(unpacked(LabelRuns.packed(codes)) == codes)
    }

    @Test func largeVolumesAreThinnedOutWhereVoxelsAreClosest() {
        #expect(ReportVolume.steps(SIMD3(10, 10, 10), SIMD3(1, 1, 1), limit: 1000) == SIMD3(1, 1, 1))
        #expect(ReportVolume.steps(SIMD3(10, 10, 10), SIMD3(1, 1, 0.5), limit: 999) == SIMD3(1, 1, 2))
        #expect(ReportVolume.steps(SIMD3(512, 512, 30), SIMD3(0.5, 0.5, 5), limit: 2_000_000) == SIMD3(2, 2, 1))
        #expect(ReportVolume.steps(SIMD3(3, 5, 7), SIMD3(1, 1, 1), limit: 1).max() == 8)
    }

    @Test func agreementIsDiceOfEachRegion() {
        let agreement = ModalityAgreement(without: "t1", [4, 4, 1, 2, 0], [4, 1, 1, 0, 0], .brats2021)
        #expect(agreement.modality == "t1")
        // ET 2 and 1 voxels with 1 in both; TC 3 and 3 with 3; WT 4 and 3 with 3.
        #expect(agreement.dice == [2.0 / 3, 1, 6.0 / 7])
        #expect(ModalityAgreement(without: "t2", [2, 0], [2, 0], .brats2023).dice == [1, 1, 1])
    }
}
