import Tensors

extension PackedWeights {
    /// [outputs, inputs, kD, 3, 3] weights w at Winograd's points: G w Gᵀ for every pair of channels and plane of the kernel.
    ///
    /// Sixteen output channels go through at once, from the tensor straight to their place: the transformed tensor, four times
    /// as large as the weights, is written once.
    convenience init(atPoints tensor: [Float], depth: Int, inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) {
        let taps = WinogradTransform.points * depth
        precondition(tensor.count == inputBlocks.reduce(0, +) * outputBlocks.reduce(0, +) * depth * 9, "\(tensor.count) weights for kernels of \(depth)×3×3")
        self.init(undefined: inputBlocks, outputBlocks: outputBlocks, taps: taps, order: .winograd)
        let transform = LaneTransform()
        tensor.withUnsafeBufferPointer { tensor in
            forEachPair(machine) { pair in
                // The pair's places are those of a tensor of 36 · kD taps; this one has 9 · kD.
                func place(_ element: Int) -> Int { element / taps * depth * 9 }
                let (inputStride, outputStride) = (place(pair.inputStride), place(pair.outputStride))
                for i in 0..<pair.channels {
                    for kd in 0..<depth {
                        let from = tensor.baseAddress! + place(pair.plain) + i * inputStride + kd * 9
                        transform.run(from, outputStride, lanes: pair.lanes) { point, value in
                            let target = storage.baseAddress! + pair.taps[point * depth + kd].offset + i * Layout.block
                            UnsafeMutableRawPointer(target).storeBytes(of: value, as: SIMD16<Float>.self)
                        }
                    }
                }
            }
        }
    }
}

/// G w Gᵀ of sixteen 3×3 kernels side by side.
private struct LaneTransform {
    /// [6, 3].
    private let g = WinogradTransform.g.flatMap { $0.map(Float.init) }

    /// Calls `body` with each of 36 points and its values; lanes from `lanes` on are 0.
    @inline(__always)
    func run(_ kernels: UnsafePointer<Float>, _ stride: Int, lanes: Int, _ body: (_ point: Int, _ value: SIMD16<Float>) -> Void) {
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 9 + 18) { memory in
            g.withUnsafeBufferPointer { g in
                let (taps, rows) = (memory.baseAddress!, memory.baseAddress! + 9)
                taps.initialize(repeating: .zero, count: 9)
                for o in 0..<lanes { for tap in 0..<9 { taps[tap][o] = kernels[o * stride + tap] } }
                for i in 0..<6 {
                    for w in 0..<3 { (rows + i * 3 + w).initialize(to: g[i * 3] * taps[w] + g[i * 3 + 1] * taps[3 + w] + g[i * 3 + 2] * taps[6 + w]) }
                }
                for i in 0..<6 {
                    for j in 0..<6 { body(i * 6 + j, rows[i * 3] * g[j * 3] + rows[i * 3 + 1] * g[j * 3 + 1] + rows[i * 3 + 2] * g[j * 3 + 2]) }
                }
            }
        }
    }
}
