import Foundation
import Networks
import Tensors
import Testing

/// The published network: its shape, its names, and what makes a checkpoint another's.
@Suite struct MetaKDResNetTests {
    private let shapes = try! Dictionary(uniqueKeysWithValues: MetaKDResNet().graph.parameters().map { ($0.name, $0.shape) })

    @Test func hasTheTensorsOfThePublishedCheckpoint() {
        // tensors.json without the importance weight vector: 43.7 million numbers.
        #expect(shapes.count == 221)
        #expect(shapes.values.reduce(0) { $0 + $1.reduce(1, *) } == 43_656_672)
        #expect(shapes["shared_enc.backbone.layer3.0.downsample.0.weight"] == [1024, 512, 1, 1, 1])
        #expect(shapes["shared_dec.transposeconv_stage3.weight"] == [1024, 256, 2, 2, 2])
    }

    @Test func halvesDepthFourTimesAndHeightAndWidthFiveTimes() throws {
        let graph = MetaKDResNet().graph
        #expect(graph.extentMultiples == Triple(16, 32, 32))
        #expect(try graph.outputShape(for: Extent(80, 160, 160)) == Shape(3, 80, 160, 160))
        #expect(try graph.shapes(for: Extent(80, 160, 160)).encoders[0][graph.distilled] == Shape(256, 5, 5, 5))
    }

    @Test func widthsAreReadOffTheShapes() {
        #expect(MetaKDResNet(tensorShapes: shapes) == MetaKDResNet())
        let small = MetaKDResNet(stem: 3, stages: [.init(blocks: 1, width: 2, outputs: 5), .init(blocks: 2, width: 3, outputs: 4),
                                                   .init(blocks: 1, width: 2, outputs: 6), .init(blocks: 3, width: 3, outputs: 5)],
                                 aspp: 4, decoder: [3, 2, 4, 5], modalities: 2, outputs: 1)
        let parameters = try! small.graph.parameters()
        #expect(MetaKDResNet(tensorShapes: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.shape) })) == small)
    }

    @Test(arguments: ["shared_enc.backbone.conv1.weight", "shared_enc.backbone.layer2.0.conv1.weight", "shared_enc.backbone.layer4.0.conv3.weight",
                      "shared_enc.asppreduce.0.weight", "shared_dec.shortcut_conv0.0.weight", "shared_dec.cls_conv.0.weight"])
    func withoutAWidthThereIsNoNetwork(tensor: String) {
        for shape in [nil, [], [Int.max, 64, 1, 1, 1], [0, 64, 1, 1, 1], [-1, 64, 1, 1, 1], [64]] {
            var shapes = shapes
            shapes[tensor] = shape
            #expect(MetaKDResNet(tensorShapes: shapes) == nil, "\(String(describing: shape))")
        }
    }

    @Test func blockNumbersBeyondAnyNetworkMakeNone() {
        for number in ["100", "9223372036854775807", "99999999999999999999"] {
            var shapes = shapes
            shapes["shared_enc.backbone.layer1.\(number).conv1.weight"] = [64, 64, 1, 1, 1]
            #expect((MetaKDResNet(tensorShapes: shapes) ?? MetaKDResNet()).stages[0].blocks == 3)
        }
    }

    @Test func standardisedWeightsHaveMeanZeroAndVarianceOne() {
        var random = SeededGenerator(seed: 3)
        for count in [1, 7, 8, 33, 64, 343, 5000] {
            let weights = (0..<3 * count).map { _ in 0.25 + 0.1 * random.normal() }
            let result = WeightStandardisation.apply(weights, outputs: 3)
            for output in 0..<3 where count > 1 {
                let channel = result[output * count..<(output + 1) * count].map(Double.init)
                let mean = channel.reduce(0, +) / Double(count)
                let variance = channel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
                #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-5)
            }
            #expect(result.allSatisfy { $0.isFinite })
        }
        #expect(WeightStandardisation.apply([2, 2, 2, 2], outputs: 1) == [0, 0, 0, 0])
    }
}
