import Networks
import Tensors

/// Why a graph cannot be trained; each case names the node. Nothing has been computed when it is thrown.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The graph makes no sense at any extent.
    case impossibleGraph(GraphError)
    /// Instance norm reads an instance norm or an activation, both of which are deferred to the reader.
    case normOfDeferred(node: String, input: String)
    /// A leaky ReLU reads a leaky ReLU, which is deferred to the reader.
    case activationOfActivation(node: String, input: String)
    /// A convolution with stride reads something behind which weights are learned.
    case strideWithinNetwork(node: String, stride: Triple)
    /// A convolution pads by more than its kernel reaches, and reads something behind which weights are learned.
    case paddingBeyondKernel(node: String, padding: Triple, reach: Triple)
    /// A transposed convolution whose windows overlap, leave gaps, or are padded.
    case transposedWindow(node: String, kernel: Triple, stride: Triple, dilation: Triple, padding: Triple)
    /// A convolution reads one value twice, whose gradient would be written twice at once.
    case repeatedInput(node: String, input: String)
    /// An operation, or a use of one, that the engine runs but that has no gradient here.
    case withoutGradient(node: String, operation: String)
    /// The decoder ends in an operation that is deferred to a reader that is not there.
    case deferredOutput(node: String)

    public var description: String {
        switch self {
        case .impossibleGraph(let error): "the graph cannot be trained: \(error); correct the graph"
        case .normOfDeferred(let node, let input):
            "node \(node): instance norm reads \"\(input)\", which is normalised or activated; put a convolution between them"
        case .activationOfActivation(let node, let input):
            "node \(node): leaky ReLU reads \"\(input)\", which is activated, expected a convolution, norm or pool; join the two into one"
        case .strideWithinNetwork(let node, let stride):
            "node \(node): a convolution with stride \(stride) reads features, expected stride 1; use a pool, or stride on the image alone"
        case .paddingBeyondKernel(let node, let padding, let reach):
            "node \(node): padding is \(padding), expected at most \(reach), dilation · (kernel − 1); pad less or enlarge the kernel"
        case .transposedWindow(let node, let kernel, let stride, let dilation, let padding):
            "node \(node): a transposed convolution has kernel \(kernel), stride \(stride), dilation \(dilation), padding \(padding), "
                + "expected a kernel equal to the stride, dilation 1, padding 0; change these"
        case .repeatedInput(let node, let input):
            "node \(node): reads \"\(input)\" twice, expected each value once; add its weights up and read it once"
        case .withoutGradient(let node, let operation):
            "node \(node): \(operation) has no gradient, expected operations of the U-Net; train another network"
        case .deferredOutput(let node):
            "node \(node): the decoder ends in a norm or activation, expected logits; end in a convolution"
        }
    }
}
