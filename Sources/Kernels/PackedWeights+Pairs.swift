import Tensors

extension PackedWeights {
    /// The weights between one input and one output block: where they lie here, and in the plain tensor.
    struct Pair {
        /// Channels of the input block, and of the output block.
        let channels, lanes: Int
        /// The plain tensor's element for the first channel of both and the first tap, and the steps from channel to channel.
        let plain, inputStride, outputStride: Int
        /// Each tap and where its [channels, 16] begin here.
        let taps: [(tap: Int, offset: Int)]
    }

    /// Visits every pair of blocks, which share no element.
    func forEachPair(_ machine: Machine?, _ body: (Pair) -> Void) {
        let run = { (count: Int, task: (Int) -> Void) in
            if let machine { machine.run(count) { number, _ in task(number) } } else { (0..<count).forEach(task) }
        }
        run(inputBlocks.count * outputBlocks.count) { number in body(pair(number / outputBlocks.count, number % outputBlocks.count)) }
    }

    private func pair(_ input: Int, _ output: Int) -> Pair {
        let (inputs, outputs) = (inputBlocks.reduce(0, +), outputBlocks.reduce(0, +))
        let inputStride = order.inputsFirst ? outputs * taps : taps
        let outputStride = order.inputsFirst ? taps : inputs * taps
        let (firstInput, firstOutput) = (inputBlocks[..<input].reduce(0, +), outputBlocks[..<output].reduce(0, +))
        return Pair(channels: inputBlocks[input], lanes: outputBlocks[output],
                    plain: firstInput * inputStride + firstOutput * outputStride, inputStride: inputStride, outputStride: outputStride,
                    taps: (0..<taps).map { tap in
                        (tap, offset(input: input, phase: tap / tapsPerPhase, output: output) + tap % tapsPerPhase * inputBlocks[input] * Layout.block)
                    })
    }
}
