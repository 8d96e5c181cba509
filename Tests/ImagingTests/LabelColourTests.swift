import Imaging
import Testing

@Suite struct LabelColourTests {
    @Test func itkSnapReadsNineFields() {
        #expect(LabelColourTable(.brats2021).itkSnap.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
            "0 0 0 0 0 0 0 \"Clear Label\"", "1 86 180 233 1 1 1 \"necrotic / non-enhancing core\"", "2 240 228 66 1 1 1 \"edema\"",
            "4 230 85 13 1 1 1 \"enhancing tumour (ET)\"",
        ])
    }

    @Test func slicerReadsSixFields() {
        let rows = LabelColourTable(.brats2023).slicer.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(rows == [
            "0 background 0 0 0 0", "1 necrotic_/_non-enhancing_core 86 180 233 255", "2 edema 240 228 66 255", "3 enhancing_tumour_(ET) 230 85 13 255",
        ])
        #expect(rows.allSatisfy { $0.split(separator: " ").count == 6 })
    }
}
