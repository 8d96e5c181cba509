import Networks
import Tensors

/// A convolution whose extents or channel counts leave odd tails in tiles, blocks or rows.
public struct ConvolutionCase: Sendable, CustomStringConvertible {
    public var inputs: Int, outputs: Int, extent: Extent, kernel: Triple
    public var stride = Triple(1), dilation = Triple(1), padding = Triple(0), isTransposed = false

    public var description: String { "\(inputs)→\(outputs) on \(extent) k\(kernel) s\(stride) d\(dilation) p\(padding)\(isTransposed ? " transposed" : "")" }

    public var geometry: ConvolutionGeometry {
        ConvolutionGeometry(input: extent, kernel: kernel, stride: stride, dilation: dilation, padding: padding, isTransposed: isTransposed)!
    }

    /// Products summed in one output.
    public var reduction: Int { inputs * (isTransposed ? 1 : kernel.product) }

    public static let ordinary = [
        ConvolutionCase(inputs: 3, outputs: 5, extent: Extent(4, 5, 7), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 17, outputs: 33, extent: Extent(3, 9, 19), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 16, outputs: 48, extent: Extent(3, 4, 70), kernel: Triple(3), padding: Triple(1)),
        ConvolutionCase(inputs: 20, outputs: 3, extent: Extent(2, 3, 31), kernel: Triple(1)),
        ConvolutionCase(inputs: 1, outputs: 1, extent: Extent(1, 1, 1), kernel: Triple(1)),
        ConvolutionCase(inputs: 2, outputs: 18, extent: Extent(5, 6, 7), kernel: Triple(3, 2, 1)),
        ConvolutionCase(inputs: 4, outputs: 16, extent: Extent(9, 9, 9), kernel: Triple(3), stride: Triple(2), padding: Triple(1)),
        ConvolutionCase(inputs: 5, outputs: 7, extent: Extent(4, 7, 11), kernel: Triple(3, 1, 2), stride: Triple(1, 2, 3), padding: Triple(1, 0, 1)),
        ConvolutionCase(inputs: 16, outputs: 16, extent: Extent(9, 8, 11), kernel: Triple(3), dilation: Triple(2), padding: Triple(2)),
        ConvolutionCase(inputs: 2, outputs: 3, extent: Extent(5, 9, 8), kernel: Triple(3), stride: Triple(2, 1, 1), dilation: Triple(1, 3, 2),
                        padding: Triple(1, 2, 2)),
        ConvolutionCase(inputs: 12, outputs: 24, extent: Extent(1, 10, 13), kernel: Triple(1, 3, 3), padding: Triple(0, 1, 1)),
        ConvolutionCase(inputs: 3, outputs: 4, extent: Extent(2, 3, 4), kernel: Triple(2), padding: Triple(3)),
    ]

    public static let transposed = [
        ConvolutionCase(inputs: 24, outputs: 12, extent: Extent(3, 4, 5), kernel: Triple(2), stride: Triple(2), isTransposed: true),
        ConvolutionCase(inputs: 5, outputs: 35, extent: Extent(2, 3, 17), kernel: Triple(1, 2, 3), stride: Triple(1, 2, 3), isTransposed: true),
    ]

    public static let all = ordinary + transposed
}

extension ConvolutionCase {
    /// The convolution as a graph's operation.
    public func operation(weight: String, bias: String? = nil) -> Networks.Operation {
        let convolution = Convolution(inputChannels: inputs, outputChannels: outputs, kernel: kernel, stride: stride, dilation: dilation,
                                      padding: padding, weight: weight, bias: bias)
        return isTransposed ? .transposedConvolution(convolution) : .convolution(convolution)
    }
}
