/// Where a convolution's outputs read: extents, kernel, stride, dilation, padding.
public struct ConvolutionGeometry: Hashable, Sendable {
    public let input: Extent
    public let output: Extent
    public let kernel: Triple
    public let stride: Triple
    public let dilation: Triple
    public let padding: Triple
    /// A transposed convolution, whose kernel equals its stride: each input voxel writes a window of outputs of its own.
    public let isTransposed: Bool

    /// Nil where the kernel does not fit the input, or a transposed convolution's kernel is not its stride.
    public init?(input: Extent, kernel: Triple, stride: Triple = Triple(1), dilation: Triple = Triple(1),
                 padding: Triple = Triple(0), isTransposed: Bool = false) {
        func size(_ axis: KeyPath<Triple, Int>, _ length: Int) -> Int {
            if isTransposed { return length * stride[keyPath: axis] }
            let span = length + 2 * padding[keyPath: axis] - dilation[keyPath: axis] * (kernel[keyPath: axis] - 1) - 1
            return span < 0 ? 0 : span / stride[keyPath: axis] + 1
        }
        if isTransposed && (kernel != stride || padding != Triple(0) || dilation != Triple(1)) { return nil }
        let (depth, height, width) = (size(\.depth, input.depth), size(\.height, input.height), size(\.width, input.width))
        guard min(depth, height, width) > 0 else { return nil }
        self.input = input
        output = Extent(depth, height, width)
        self.kernel = kernel
        self.stride = stride
        self.dilation = dilation
        self.padding = padding
        self.isTransposed = isTransposed
    }

    /// The geometry of the gradient with respect to the input, itself a convolution over the gradient of the output;
    /// nil for an ordinary convolution with stride or with more padding than its kernel reaches.
    public var dataGradient: ConvolutionGeometry? {
        if isTransposed { return ConvolutionGeometry(input: output, kernel: kernel, stride: stride) }
        let mirrored = Triple(dilation.depth * (kernel.depth - 1) - padding.depth, dilation.height * (kernel.height - 1) - padding.height,
                              dilation.width * (kernel.width - 1) - padding.width)
        guard stride == Triple(1), mirrored.values.allSatisfy({ $0 >= 0 }) else { return nil }
        return ConvolutionGeometry(input: output, kernel: kernel, dilation: dilation, padding: mirrored)
    }

    /// Multiply-adds of one input channel for one output channel.
    public var multiplyAdds: Int { (isTransposed ? input : output).voxels * kernel.product }
}
