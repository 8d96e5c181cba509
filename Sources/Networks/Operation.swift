import Tensors

/// What one node of a graph computes. Weights are named; their values live in the model file or the trainer.
public enum Operation: Hashable, Sendable {
    case convolution(Convolution)
    case transposedConvolution(Convolution)
    case instanceNorm(InstanceNorm)
    /// In training only: folded into the convolution before it by `Graph.served(_:)`.
    case batchNorm(BatchNorm)
    /// In training only: left out by `Graph.served(_:)`.
    case dropout(Dropout)
    case leakyReLU(LeakyReLU)
    case maxPool(MaxPool)
    /// The mean of each channel, [C, 1, 1, 1].
    case globalMean
    /// Its first input, [C, 1, 1, 1], at every voxel of its second's extent.
    case spread
    case resize(Resize)
    /// The sum of its two inputs, which have one shape.
    case add
    /// Joins the channels of its inputs, in order.
    case concatenate
    case impute(Impute)
}

/// A cross-correlation, y[o, p] = b[o] + Σ_{i, k} w[o, i, k] · x[i, p·stride − padding + k·dilation], or its transpose.
public struct Convolution: Hashable, Sendable, Codable {
    public var inputChannels: Int
    public var outputChannels: Int
    public var kernel: Triple
    public var stride = Triple(1)
    public var dilation = Triple(1)
    public var padding = Triple(0)
    /// Weights [output, input, kD, kH, kW]; [input, output, kD, kH, kW] for the transposed operation.
    public var weight: String
    /// Bias [output].
    public var bias: String?

    public init(inputChannels: Int, outputChannels: Int, kernel: Triple, stride: Triple = Triple(1),
                dilation: Triple = Triple(1), padding: Triple = Triple(0), weight: String, bias: String? = nil) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.dilation = dilation
        self.padding = padding
        self.weight = weight
        self.bias = bias
    }

    /// What the operation reads and writes for an input of this extent; nil where the two do not fit.
    public func geometry(input: Extent, isTransposed: Bool) -> ConvolutionGeometry? {
        ConvolutionGeometry(input: input, kernel: kernel, stride: stride, dilation: dilation, padding: padding, isTransposed: isTransposed)
    }
}

/// y = γ · (x − mean) / √(variance + ε) + β with each channel's own mean and biased variance over the sample.
public struct InstanceNorm: Hashable, Sendable, Codable {
    public var channels: Int
    /// In double precision, as PyTorch holds it.
    public var epsilon = 1e-5
    /// γ [channels].
    public var weight: String
    /// β [channels].
    public var bias: String

    public init(channels: Int, epsilon: Double = 1e-5, weight: String, bias: String) {
        self.channels = channels
        self.epsilon = epsilon
        self.weight = weight
        self.bias = bias
    }
}

/// y = x for x > 0, else slope · x.
public struct LeakyReLU: Hashable, Sendable, Codable {
    public var slope: Float = 0.01

    public init(slope: Float = 0.01) { self.slope = slope }
}


/// The features of all modalities at one point of the encoder, joined in modality order: [N·C, D, H, W] (Eq. 2 and ⊕ of Eq. 3).
public struct Impute: Hashable, Sendable, Codable {
    /// What stands in for the feature of an absent modality.
    public enum Rule: String, Hashable, Sendable, Codable {
        /// The mean of the present modalities' features (Eq. 2).
        case mean
        /// The feature that the encoder makes of an image of zeros.
        case zeroImage
    }

    /// The encoder node whose feature is taken.
    public var tap: String
    public var rule = Rule.mean

    public init(tap: String, rule: Rule = .mean) {
        self.tap = tap
        self.rule = rule
    }
}
