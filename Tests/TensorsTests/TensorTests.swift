import Tensors
import Testing

@Suite struct TensorTests {
    @Test(arguments: [1, 3, 16, 17, 40]) func blockedLayoutKeepsEveryElement(channels: Int) {
        let shape = Shape(channels, 2, 3, 5)
        let elements = (0..<shape.count).map(Float.init)
        #expect(Tensor(shape, elements).converted(to: .blocked).planarElements() == elements)
    }

    @Test func generatorGivesThePublishedNumbersOfSplitMix64() {
        var random = SeededGenerator(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }

    @Test(arguments: ["", "4x5", "4x5x0", "4x5x6x7", "axbxc"]) func extentRefuses(text: String) { #expect(Extent(text) == nil) }

    @Test func extentReadsThreeNumbers() { #expect(Extent("4x5x6") == Extent(4, 5, 6)) }
}
