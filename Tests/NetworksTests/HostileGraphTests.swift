import Foundation
import Networks
import Tensors
import Testing

/// Graphs from a file that somebody wrote to do harm: they throw, whatever their numbers.
@Suite struct HostileGraphTests {
    private let good = UNet3D(widths: [2, 4], modalities: 2, outputs: 2).graph
    private let tile = Extent(4, 4, 4)

    /// The error of the good graph's JSON with one piece replaced.
    private func isRefused(_ old: String, _ new: String) throws -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = String(decoding: try encoder.encode(good), as: UTF8.self)
        json.replaceSubrange(try #require(json.range(of: old)), with: new)
        guard let graph = try? JSONDecoder().decode(Graph.self, from: Data(json.utf8)) else { return true }
        _ = try? graph.parameters()
        _ = graph.extentMultiples
        return (try? graph.shapes(for: tile)) == nil
    }

    @Test func theGoodGraphIsAccepted() throws {
        #expect(try !isRefused(#""slope":"#, #""slope":"#))
        #expect(try good.outputShape(for: tile) == Shape(2, 4, 4, 4))
    }

    static let numbers = ["-1", "65537", "4294967296", "9223372036854775807", "-9223372036854775808", "1e400", "null", "{}"]

    @Test(arguments: ["modalities\":2", "channels\":1", "inputChannels\":1", "outputChannels\":2", "channels\":2"], numbers)
    func impossibleCountsAreRefused(field: String, number: String) throws {
        let name = try #require(field.split(separator: ":").first)
        #expect(try isRefused("\"" + field, "\"\(name):\(number)"))
    }

    @Test(arguments: ["kernel\":[3,3,3]", "stride\":[1,1,1]", "dilation\":[1,1,1]", "padding\":[1,1,1]", "size\":[2,2,2]"], numbers)
    func impossibleTriplesAreRefused(field: String, number: String) throws {
        let name = try #require(field.split(separator: ":").first)
        for triple in ["[\(number),1,1]", "[1,1,\(number)]", "[1,1]", "[1,1,1,1]", "[]", number] {
            #expect(try isRefused("\"" + field, "\"\(name):\(triple)"), "\(triple)")
        }
    }

    @Test func numbersWithoutAFiniteResultAreRefused() throws {
        let norm = { (epsilon: Double) in Operation.instanceNorm(InstanceNorm(channels: 1, epsilon: epsilon, weight: "w", bias: "b")) }
        for epsilon: Double in [0, -1, 1e-60, 1e60, .infinity, .nan] { #expect(throws: GraphError.self) { try single(norm(epsilon)).shapes(for: tile) } }
        for slope: Float in [.infinity, .nan] { #expect(throws: GraphError.self) { try single(.leakyReLU(LeakyReLU(slope: slope))).shapes(for: tile) } }
        #expect(throws: Never.self) { try single(norm(1e-5)).shapes(for: tile) }
    }

    @Test func poolsAndResizesBeyondAnyNetworkAreRefused() throws {
        let numbers = [Int.min, -1, 65, 65_537, Int.max]
        for number in numbers {
            for triple in [Triple(number, 1, 1), Triple(1, 1, number)] {
                #expect(throws: GraphError.self) { try single(.maxPool(MaxPool(size: triple, stride: Triple(1)))).shapes(for: tile) }
                #expect(throws: GraphError.self) { try single(.maxPool(MaxPool(size: Triple(1), stride: triple))).shapes(for: tile) }
                #expect(throws: GraphError.self) { try single(.maxPool(MaxPool(size: Triple(3), padding: triple))).shapes(for: tile) }
                #expect(throws: GraphError.self) { try single(.resize(Resize(factor: triple))).shapes(for: tile) }
            }
        }
        #expect(throws: GraphError.outOfRange(node: "node", field: "padding", found: 2, allowed: 0...1)) {
            try single(.maxPool(MaxPool(size: Triple(3), stride: Triple(2), padding: Triple(2)))).shapes(for: tile)
        }
        #expect(throws: GraphError.extentUnfit(node: "node", extent: tile)) { try single(.maxPool(MaxPool(size: Triple(5), stride: Triple(1)))).shapes(for: tile) }
        var graph = single(.resize(Resize(factor: Triple(64))))
        graph.encoders[0].nodes += (0..<3).map { Node("\($0)", .resize(Resize(factor: Triple(64))), [$0 == 0 ? "node" : "\($0 - 1)"]) }
        #expect(throws: GraphError.self) { try graph.shapes(for: tile) }
        #expect(throws: Never.self) { try single(.maxPool(MaxPool(size: Triple(3), stride: Triple(2), padding: Triple(1)))).shapes(for: tile) }
    }

    @Test func operationsOnTwoValuesCheckBoth() throws {
        func graph(_ operation: Networks.Operation, _ inputs: [String]) -> Graph {
            var graph = single(.leakyReLU(LeakyReLU()))
            let wide = Convolution(inputChannels: 1, outputChannels: 2, kernel: Triple(1), weight: "w")
            graph.encoders[0].nodes += [Node("wide", .convolution(wide), ["node"]), Node("pool", .maxPool(MaxPool()), ["node"]), Node("mean", .globalMean, ["node"]),
                                        Node("join", .concatenate, ["node"]), Node("both", operation, inputs)]
            return graph
        }
        for operation in [Networks.Operation.add, .spread] {
            for inputs in [[], ["mean"], ["mean", "node", "node"]] {
                #expect(throws: GraphError.wrongInputCount(node: "both", found: inputs.count, expected: "2")) { try graph(operation, inputs).shapes(for: tile) }
            }
            #expect(throws: GraphError.unknownInput(node: "both", input: "later")) { try graph(operation, ["mean", "later"]).shapes(for: tile) }
        }
        #expect(throws: GraphError.channelMismatch(node: "both", found: 2, expected: 1)) { try graph(.add, ["node", "wide"]).shapes(for: tile) }
        #expect(throws: GraphError.extentMismatch(node: "both", found: Extent(2, 2, 2), expected: tile)) { try graph(.add, ["node", "pool"]).shapes(for: tile) }
        #expect(throws: GraphError.extentMismatch(node: "both", found: tile, expected: Extent(1, 1, 1))) { try graph(.spread, ["node", "node"]).shapes(for: tile) }
        for inputs in [["join", "node"], ["node", "join"]] {
            #expect(throws: GraphError.joinRead(node: "both", input: "join")) { try graph(.add, inputs).shapes(for: tile) }
        }
        #expect(try graph(.spread, ["mean", "wide"]).shapes(for: tile).encoders[0]["both"] == Shape(1, 4, 4, 4))
        #expect(throws: Never.self) { try graph(.add, ["node", "node"]).shapes(for: tile) }
    }

    @Test func nodesThatReadThemselvesOrLaterNodesAreRefused() throws {
        var graph = single(.leakyReLU(LeakyReLU()))
        graph.encoders[0].nodes[0].inputs = ["node"]
        #expect(throws: GraphError.unknownInput(node: "node", input: "node")) { try graph.shapes(for: tile) }
        graph.encoders[0].nodes = [Node("a", .leakyReLU(LeakyReLU()), ["b"]), Node("b", .leakyReLU(LeakyReLU()), ["a"])]
        #expect(throws: GraphError.unknownInput(node: "a", input: "b")) { try graph.shapes(for: tile) }
        graph.encoders[0].nodes = [Node("image", .leakyReLU(LeakyReLU()), ["image"])]
        #expect(throws: GraphError.duplicateName(node: "image")) { try graph.shapes(for: tile) }
    }

    @Test func joinsAreReadByConvolutionsAlone() throws {
        let relu = Operation.leakyReLU(LeakyReLU())
        let norm = Operation.instanceNorm(InstanceNorm(channels: 1, weight: "w", bias: "b"))
        for operation in [relu, norm, .maxPool(MaxPool(size: Triple(1))), .globalMean, .resize(Resize(factor: Triple(1)))] {
            var graph = single(relu)
            graph.encoders[0].nodes += [Node("join", .concatenate, ["node"]), Node("reader", operation, ["join"])]
            #expect(throws: GraphError.joinRead(node: "reader", input: "join")) { try graph.shapes(for: tile) }
            graph = single(relu)
            graph.decoder.insert(Node("reader", operation, ["all"]), at: 1)
            #expect(throws: GraphError.joinRead(node: "reader", input: "all")) { try graph.shapes(for: tile) }
        }
        var graph = single(relu)
        graph.decoder.removeLast()
        #expect(throws: GraphError.joinRead(node: "graph", input: "all")) { try graph.shapes(for: tile) }
        graph = single(relu)
        graph.encoders[0].nodes.append(Node("join", .concatenate, ["node"]))
        graph.distilled = "join"
        #expect(throws: GraphError.joinRead(node: "graph", input: "join")) { try graph.shapes(for: tile) }
        graph.distilled = "node"
        graph.decoder[0] = Node("all", .impute(Impute(tap: "join")))
        #expect(throws: GraphError.joinRead(node: "all", input: "join")) { try graph.shapes(for: tile) }
    }

    @Test func tensorShapesBeyondAnyNetworkMakeNoUNet() {
        let shapes = ["encoder.0.conv1.weight": [Int.max, 0, 3, 3, 3], "encoder.1.conv1.weight": [1, 0, 3, 3, 3],
                      "up.0.weight": [4, 0, 2, 2, 2], "head.weight": [3, 0, 1, 1, 1]]
        #expect(UNet3D(tensorShapes: shapes) == nil)
        #expect(UNet3D(tensorShapes: shapes.merging(["encoder.0.conv1.weight": [8, 1, 3, 3, 3]]) { $1 })?.widths == [8, 1])
        #expect(UNet3D(tensorShapes: shapes.merging(["encoder.0.conv1.weight": [8, 1, 3, 3, 3], "head.weight": [Int.max]]) { $1 }) == nil)
    }

    /// A graph whose only encoder node has this operation.
    private func single(_ operation: Networks.Operation) -> Graph {
        let head = Convolution(inputChannels: 1, outputChannels: 1, kernel: Triple(1), weight: "head")
        return Graph(modalities: 1, encoders: [.init(channels: 1, nodes: [Node("node", operation, ["image"])])],
                     decoder: [Node("all", .impute(Impute(tap: "node"))), Node("head", .convolution(head), ["all"])], distilled: "node")
    }
}
