import CKernels

/// A window over a slab of random numbers, as both convolution kernels read it.
struct Window: CustomStringConvertible {
    var lanes = 16, channels: Int
    var extent: [Int], kernel = [1, 1, 1], stride = [1, 1, 1], dilation = [1, 1, 1]

    var description: String { "\(channels) of \(lanes) lanes, extent \(extent), kernel \(kernel), stride \(stride), dilation \(dilation)" }
    var taps: Int { kernel.reduce(1, *) }
    var voxels: Int { extent.reduce(1, *) }

    private var slabExtent: [Int] { (0..<3).map { (extent[$0] - 1) * stride[$0] + (kernel[$0] - 1) * dilation[$0] + 1 } }
    var slab: [Float] { KernelTable.random(slabExtent.reduce(lanes, *), seed: 11) }

    func callee(_ slab: UnsafePointer<Float>?) -> mk_window {
        func triple(_ v: [Int]) -> (Int, Int, Int) { (v[0], v[1], v[2]) }
        let row = slabExtent[2] * lanes
        return mk_window(slab: slab, lanes: lanes, slab_row: row, slab_plane: row * slabExtent[1], channels: channels, kernel: triple(kernel),
                         stride: triple(stride), dilation: triple(dilation), depth: extent[0], height: extent[1], width: extent[2])
    }

    /// Every width up to more than two tiles of any instruction set, and odd channel counts, kernels, strides and dilations.
    static let all = (1...37).map { Window(channels: 3, extent: [2, 1, $0]) } + (1...16).map { Window(channels: $0, extent: [1, 2, 5], kernel: [1, 2, 3]) } + [
        Window(lanes: 1, channels: 1, extent: [2, 3, 31], kernel: [3, 3, 3]),
        Window(lanes: 1, channels: 1, extent: [2, 3, 17], kernel: [2, 1, 3], stride: [1, 2, 3]),
        Window(channels: 16, extent: [2, 3, 17], kernel: [3, 3, 3]),
        Window(channels: 16, extent: [2, 2, 15], kernel: [3, 3, 3], stride: [2, 2, 2]),
        Window(channels: 5, extent: [2, 2, 7], kernel: [2, 2, 2], stride: [1, 3, 3], dilation: [1, 2, 3]),
        Window(channels: 16, extent: [1, 3, 29], kernel: [1, 3, 3], dilation: [1, 2, 2]),
    ]
}
