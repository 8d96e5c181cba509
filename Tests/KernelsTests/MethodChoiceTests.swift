import Kernels
import Tensors
import Testing

/// Which way a convolution of the compact network is computed.
@Suite struct MethodChoiceTests {
    private func geometry(_ extent: Int, kernel: Int = 3) -> ConvolutionGeometry {
        ConvolutionGeometry(input: Extent(extent, extent, extent), kernel: Triple(kernel), padding: Triple(kernel / 2))!
    }

    @Test(arguments: [(128, [16], 1), (64, [16, 16], 2), (32, [16, 16, 16, 16], 4), (16, Array(repeating: 16, count: 8), 8), (100, [12], 2)])
    func wideLayersAreComputedAtPoints(extent: Int, channels: [Int], outputBlocks: Int) {
        #expect(geometry(extent).method(inputChannels: channels, outputBlocks: outputBlocks) is WinogradConvolution)
        #expect(geometry(extent).weightGradientMethod(inputChannels: channels, outputBlocks: outputBlocks) is WinogradWeightGradient)
    }

    @Test func firstLayersHeadsAndTinyMapsAreComputedByTaps() {
        #expect(geometry(128).method(inputChannels: [1], outputBlocks: 1) is DirectConvolution)
        #expect(geometry(128, kernel: 1).method(inputChannels: [16], outputBlocks: 1) is PointwiseConvolution)
        #expect(geometry(128, kernel: 1).method(inputChannels: [1], outputBlocks: 1) is DirectConvolution)
        #expect(geometry(1).method(inputChannels: [16], outputBlocks: 1) is DirectConvolution)
    }

    /// Weights are four times as many at the points: a small map with many channels would read more of them than it saves products.
    @Test func mapsSmallerThanTheirWeightsAreComputedByTaps() {
        #expect(geometry(5).method(inputChannels: Array(repeating: 16, count: 20), outputBlocks: 20) is DirectConvolution)
        #expect(geometry(10).method(inputChannels: Array(repeating: 16, count: 16), outputBlocks: 16) is WinogradConvolution)
    }

    /// A dropped quarter of the multiply-adds is the reason for the points.
    @Test func pointsTakeAQuarterOfTheMultiplyAdds() {
        #expect(WinogradConvolution(geometry(64), outputBlocks: 1).multiplyAdds * 4 == geometry(64).multiplyAdds)
    }
}
