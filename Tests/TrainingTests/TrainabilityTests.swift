import Kernels
import Networks
import Tensors
import TestSupport
import Testing
import Training

/// Graphs without a gradient are refused before anything is computed.
@Suite struct TrainabilityTests {
    static let refused: [(graph: Graph, error: TrainingError)] = [
        (graph(norm("a", of: "start"), norm("b", of: "a")), .normOfDeferred(node: "b", input: "a")),
        (graph(relu("a", of: "start"), norm("b", of: "a")), .normOfDeferred(node: "b", input: "a")),
        (graph(relu("a", of: "start"), relu("b", of: "a")), .activationOfActivation(node: "b", input: "a")),
        (graph(convolution("a", stride: Triple(1, 2, 1), of: "start")), .strideWithinNetwork(node: "a", stride: Triple(1, 2, 1))),
        (graph(join("j", "start", "image"), convolution("a", inputs: 5, stride: Triple(2), of: "j")), .strideWithinNetwork(node: "a", stride: Triple(2))),
        (graph(convolution("a", padding: Triple(1, 3, 1), of: "start")), .paddingBeyondKernel(node: "a", padding: Triple(1, 3, 1), reach: Triple(2))),
        (graph(transposed("a", kernel: Triple(3), stride: Triple(2))),
         .transposedWindow(node: "a", kernel: Triple(3), stride: Triple(2), dilation: Triple(1), padding: Triple(0))),
        (graph(transposed("a", kernel: Triple(2), stride: Triple(2), padding: Triple(1))),
         .transposedWindow(node: "a", kernel: Triple(2), stride: Triple(2), dilation: Triple(1), padding: Triple(1))),
        (graph(join("j", "start", "start"), convolution("a", inputs: 8, of: "j")), .repeatedInput(node: "a", input: "start")),
        (graph(join("j", "start"), relu("a", of: "j")), .impossibleGraph(.joinRead(node: "a", input: "j"))),
        (graph(join("j", "start"), norm("a", of: "j")), .impossibleGraph(.joinRead(node: "a", input: "j"))),
        (graph(join("j", "start"), Node("a", .maxPool(MaxPool()), ["j"])), .impossibleGraph(.joinRead(node: "a", input: "j"))),
        (graph(join("j", "j"), convolution("a", of: "j")), .impossibleGraph(.unknownInput(node: "j", input: "j"))),
        (graph(relu("start", of: "start")), .impossibleGraph(.duplicateName(node: "start"))),
        (graph(convolution("a", inputs: 5, of: "start")), .impossibleGraph(.channelMismatch(node: "a", found: 4, expected: 5))),
        (graph(decoder: [all, relu("a", of: "all"), head]), .impossibleGraph(.joinRead(node: "a", input: "all"))),
        (graph(decoder: [all]), .impossibleGraph(.joinRead(node: "graph", input: "all"))),
        (graph(decoder: [all, head, norm("last", of: "head")]), .deferredOutput(node: "last")),
        (graph(decoder: [all, head, relu("last", of: "head")]), .deferredOutput(node: "last")),
        (graph(decoder: []), .impossibleGraph(.emptySection(section: "the decoder"))),
        (graph(decoder: [all, Node("again", .impute(Impute(tap: "start"))), join("j", "all", "again"), convolution("head", inputs: 8, of: "j")]),
         .repeatedInput(node: "head", input: "start")),
        (graph(Node("a", .globalMean, ["start"])), .withoutGradient(node: "a", operation: "globalMean")),
        (graph(Node("mean", .spread, ["start", "image"])), .withoutGradient(node: "mean", operation: "spread")),
        (graph(Node("a", .resize(Resize(factor: Triple(2))), ["start"])), .withoutGradient(node: "a", operation: "resize")),
        (graph(Node("a", .add, ["start", "start"])), .withoutGradient(node: "a", operation: "add")),
        (graph(Node("a", .maxPool(MaxPool(size: Triple(3), stride: Triple(2), padding: Triple(1))), ["start"])),
         .withoutGradient(node: "a", operation: "a maxPool whose windows overlap, leave gaps or are padded")),
        (graph(decoder: [Node("all", .impute(Impute(tap: "start", rule: .zeroImage))), head]),
         .withoutGradient(node: "all", operation: "impute by zeroImage")),
    ]

    @Test(arguments: 0..<refused.count) func refuses(number: Int) {
        let (graph, error) = TrainabilityTests.refused[number]
        #expect(throws: error) { try Differentiator(graph: graph, machine: Machine(instructionSet: .scalar, threads: 1)) }
    }

    @Test func everyWayToBeWrongIsTested() {
        let cases = Set(TrainabilityTests.refused.map { String(describing: Mirror(reflecting: $0.error).children.first?.label ?? "") })
        #expect(cases.count == 9)
    }

    /// The text names the node, and ends with what to do.
    @Test(arguments: 0..<refused.count) func saysWhatToDo(number: Int) {
        let text = TrainabilityTests.refused[number].error.description
        #expect(text.contains("node ") || text.contains("decoder"))
        #expect(text.contains("; ") && !text.hasSuffix("; ") && !text.contains("\n"))
    }

    @Test(arguments: OperationCase.all) func refusesWhatTheTableSaysAndNothingElse(on c: OperationCase) {
        let differentiator = Result { try Differentiator(graph: c.graph, machine: Machine(instructionSet: .scalar, threads: 1)) }
        #expect(((try? differentiator.get()) != nil) == c.isTrainable, "\(differentiator)")
    }

    @Test func anImageMayBeReadWithStrideAndAnyPadding() throws {
        var c = Convolution(inputChannels: 1, outputChannels: 4, kernel: Triple(2), stride: Triple(2), padding: Triple(3), weight: "w")
        c.bias = nil
        let graph = Graph(modalities: 1, encoders: [.init(channels: 1, nodes: [Node("start", .convolution(c), ["image"])])],
                          decoder: [TrainabilityTests.all, TrainabilityTests.head], distilled: "start")
        #expect(throws: Never.self) { try Differentiator(graph: graph, machine: Machine(instructionSet: .scalar, threads: 1)) }
    }
}

extension TrainabilityTests {
    private static let all = Node("all", .impute(Impute(tap: "start")))
    private static let head = convolution("head", of: "all")

    /// `start`, of four channels, before these encoder nodes.
    private static func graph(_ nodes: Node..., decoder: [Node] = [all, head]) -> Graph {
        let start = convolution("start", inputs: 1, of: "image")
        return Graph(modalities: 1, encoders: [.init(channels: 1, nodes: [start] + nodes)], decoder: decoder, distilled: "start")
    }

    private static func convolution(_ name: String, inputs: Int = 4, stride: Triple = Triple(1), padding: Triple = Triple(1), of input: String) -> Node {
        Node(name, .convolution(Convolution(inputChannels: inputs, outputChannels: 4, kernel: Triple(3), stride: stride, padding: padding, weight: name)),
             [input])
    }

    private static func transposed(_ name: String, kernel: Triple, stride: Triple, padding: Triple = Triple(0)) -> Node {
        Node(name, .transposedConvolution(Convolution(inputChannels: 4, outputChannels: 4, kernel: kernel, stride: stride, padding: padding, weight: name)),
             ["start"])
    }

    private static func norm(_ name: String, of input: String) -> Node {
        Node(name, .instanceNorm(InstanceNorm(channels: 4, weight: name, bias: name + ".bias")), [input])
    }

    private static func relu(_ name: String, of input: String) -> Node { Node(name, .leakyReLU(LeakyReLU()), [input]) }
    private static func join(_ name: String, _ inputs: String...) -> Node { Node(name, .concatenate, inputs) }
}
