import CKernels
import Foundation
import Kernels
import Testing

/// Weighted probabilities, each instruction set against scalar and against double precision.
@Suite struct BlendTests {
    @Test(arguments: InstructionSet.supported) func probabilitiesAreRightToRounding(isa: InstructionSet) {
        // Steps that hit every fraction of ln 2, all exponents that a logit has, both signs, and the ends.
        let steps = (0..<4000).map { Float($0 - 2000) * 0.0531 }, powers = (0..<600).map { exp2f(Float($0) / 4 - 140) }
        let logits: [Float] = steps + powers + powers.map { -$0 } + [0, -0, .infinity, -.infinity]
        let found = Row(logits, factor: 1, least: 1).blended(isa).sum
        for (index, x) in logits.enumerated() {
            let right = 1 / (1 + exp(-Double(x)))
            #expect(abs(Double(found[index]) - right) <= 1.5e-7, "\(x)")
        }
    }

    @Test(arguments: KernelTable.vectorSets, Array(1...35) + [64, 100]) func agreesWithScalar(isa: InstructionSet, count: Int) {
        for channels in 1...3 {
            let row = Row(channels: channels, gap: 3, KernelTable.random(channels * (count + 3), seed: 51, -12...12), factor: 0.3, least: 0.1)
            let rows = isa.bothWith(row.blended)
            expectClose(rows.found.sum, rows.expected.sum, within: 0x1p-22, "\(channels) × \(count)")
            #expect(rows.found.total == rows.expected.total)
        }
    }

    @Test(arguments: InstructionSet.supported) func aLogitThatIsNoNumberGivesNoProbability(isa: InstructionSet) {
        let found = Row([0, .nan, 1] + Array(repeating: 2, count: 20), factor: 1, least: 1).blended(isa).sum
        #expect(found.map(\.isNaN) == [false, true] + Array(repeating: false, count: 21))
    }
}

/// A row of voxels of some channels, and what is added to: zeros, or random numbers where there is a gap between channels.
private struct Row {
    let channels, gap, count: Int
    let factor, least: Float
    let logits, sum, total, profile: [Float]

    init(channels: Int = 1, gap: Int = 0, _ logits: [Float], factor: Float, least: Float) {
        (self.channels, self.gap, self.logits, self.factor, self.least) = (channels, gap, logits, factor, least)
        count = logits.count / channels - gap
        sum = gap == 0 ? Array(repeating: 0, count: logits.count) : KernelTable.random(logits.count, seed: 52)
        total = KernelTable.random(count, seed: 53)
        profile = KernelTable.random(count, seed: 54, 0...1)
    }

    func blended(_ isa: InstructionSet) -> (sum: [Float], total: [Float]) {
        var total: [Float] = []
        let sum = KernelTable.written(self.sum) { sum in
            total = KernelTable.written(self.total) { total in
                logits.withUnsafeBufferPointer { logits in profile.withUnsafeBufferPointer { profile in
                    var call = mk_blend(logits: logits.baseAddress, logits_channel: count + gap, sum: sum, sum_channel: count + gap, total: total,
                                        profile: profile.baseAddress, factor: factor, least: least, channels: channels, count: count)
                    KernelTable.kernels(isa).blend(&call)
                } }
            }
        }
        return (sum, total)
    }
}
