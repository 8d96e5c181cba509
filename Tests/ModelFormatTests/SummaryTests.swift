import Foundation
import ModelFormat
import Networks
import Tensors
import Testing

@Suite struct SummaryTests {
    let folder: TemporaryFolder
    let summary: ModelSummary
    init() throws {
        folder = try TemporaryFolder()
        summary = ModelSummary(try ModelFile.read(folder.write(SmallModel.bytes())))
    }

    @Test func networkIsCounted() throws {
        #expect(summary.network.encoders == 1 && summary.network.levels == 2 && summary.network.extentMultiples == Triple(2))
        #expect(summary.network.channels == [1, 2])
        #expect(summary.network.parameters == (try SmallModel.tensors()).values.reduce(0) { $0 + $1.count })
        #expect(summary.network.bytes == 4 * summary.network.parameters && summary.network.elementTypes == ["f32"])
    }

    @Test func weightsThatEncodersShareAreCounted() throws {
        let network = UNet3D(widths: [1, 2], modalities: 2, outputs: 2, isAdapted: true).graph
        let summary = ModelSummary(try ModelFile.read(folder.write(SmallModel.bytes(network))))
        // All convolutions but the first: 1·1, 1·2 and 2·2 kernels of 27 weights.
        #expect(summary.network.sharedParameters == 7 * 27 && self.summary.network.sharedParameters == 0)
        #expect(summary.text.contains("network:     2 encoders, one for each modality, 189 weights common to all, "))
    }

    @Test func textShowsWhatAPersonAsks() {
        let lines = summary.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("task:        segmentation → ET, WT"))
        #expect(lines.contains("modality:    flair (also t2f, fla), z-score over the brain, importance 0.625 (raw 0.250)"))
        #expect(lines.contains("tile:        8×4×6 voxels, overlap 0.50, threshold 0.50, images padded to multiples of 2"))
        #expect(lines.contains("voxels:      1 × 1.5 × 2 mm along D, H, W; images with others are resampled"))
        #expect(lines.contains("rule:        remove components of ET below 50 voxels"))
        #expect(lines.contains("trained:     2025-01-02T03:04:05Z by metakd-train 1.0, seed 18446744073709551615"))
        #expect(lines.contains("sha256:      \(summary.digest)"))
        #expect(lines.suffix(3) == ["  subset     dice_ET  dice_WT   n  data",
                                    "  flair+t1c   0.7500   0.9000  20  phantoms",
                                    "  t1c         0.5000        –  20  phantoms"])
    }

    @Test func linesOfASettingStayLines() {
        var summary = summary
        summary.provenance.settings = ["seed": "7", "yaml": "patch:\n- 8\nwidths: 4\n"]
        summary.inference.rules = [PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 90, fraction: 0.3)]
        #expect(PostProcessingRule(kind: .minimumComponent, output: "TC", fraction: 0.2).text == "remove components of TC below 20 % of the largest")
        let lines = summary.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("setting:     seed = 7") && lines.contains("rule:        remove components of WT below both 90 voxels and 30 % of the largest"))
        #expect(lines.firstIndex(of: "setting:     yaml").map { lines[($0 + 1)...($0 + 3)] } == ["  patch:", "  - 8", "  widths: 4"])
    }

    @Test func jsonHoldsTheWholeSummary() throws {
        let decoded = try JSONDecoder().decode(ModelSummary.self, from: Data(summary.json.utf8))
        #expect(decoded == summary)
    }
}
