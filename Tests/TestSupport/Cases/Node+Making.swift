import Networks
import Tensors

// Nodes as the cases write them: an operation's numbers, and the names of what it reads.

func convolution(_ name: String, _ inputs: Int, _ outputs: Int, _ kernel: Triple, stride: Triple = Triple(1), padding: Triple = Triple(0),
                         weight: String? = nil, biased: Bool = true, of input: String) -> Node {
    Node(name, .convolution(Convolution(inputChannels: inputs, outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
                                        weight: weight ?? name + ".weight", bias: biased ? name + ".bias" : nil)), [input])
}

func transposed(_ name: String, _ inputs: Int, _ outputs: Int, biased: Bool = true, of input: String) -> Node {
    Node(name, .transposedConvolution(Convolution(inputChannels: inputs, outputChannels: outputs, kernel: Triple(2), stride: Triple(2),
                                                  weight: name + ".weight", bias: biased ? name + ".bias" : nil)), [input])
}

func norm(_ name: String, _ channels: Int, of input: String) -> Node {
    Node(name, .instanceNorm(InstanceNorm(channels: channels, weight: name + ".gamma", bias: name + ".beta")), [input])
}

func activation(_ name: String, slope: Float = 0.01, of input: String) -> Node { Node(name, .leakyReLU(LeakyReLU(slope: slope)), [input]) }

func pool(_ name: String, _ size: Triple, stride: Triple? = nil, padding: Triple = Triple(0), of input: String) -> Node {
    Node(name, .maxPool(MaxPool(size: size, stride: stride, padding: padding)), [input])
}

func add(_ name: String, _ a: String, _ b: String) -> Node { Node(name, .add, [a, b]) }

func resize(_ name: String, _ factor: Triple, _ mode: Resize.Mode = .trilinear, of input: String) -> Node {
    Node(name, .resize(Resize(factor: factor, mode: mode)), [input])
}


func join(_ name: String, _ inputs: String...) -> Node { Node(name, .concatenate, inputs) }

extension Node {
    /// The channels that a convolution makes; nil for what keeps those that it reads.
    var outputChannels: Int? {
        switch operation {
        case .convolution(let c), .transposedConvolution(let c): c.outputChannels
        default: nil
        }
    }
}
