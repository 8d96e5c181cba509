import Kernels
import Networks
import Tensors

/// What absent modalities' encoders make of an image of zeros reaches the decoder through convolutions alone, and does not depend on the
/// images: it is computed once, and what each convolution makes of it is kept for runs to start from.
extension Lowering {
    /// For each convolution of the decoder that reads features imputed by `zeroImage`: its bias and the sum over the absent modalities,
    /// [outputs, D, H, W], blocked.
    func constants(_ machine: Machine) -> [String: Tensor] {
        var lowering = self
        let names = lowering.lowerConstants()
        let execution = Execution(lowering.program.addingInPlace(), machine)
        let images = Dictionary(uniqueKeysWithValues: lowering.groups.map { group in
            let channels = lowering.graph.encoder(of: group[0]).channels
            return (group[0], Tensor(Shape(channels: channels, extent: lowering.extent), layout: .planar))
        })
        execution.run(images)
        return Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], execution.output($0)) })
    }

    /// Absent modalities, those that share an encoder together.
    private var groups: [[Int]] {
        let absent = (0..<graph.modalities).filter { !folding.present.contains($0) }
        return graph.encoders.count == 1 ? [absent] : absent.map { [$0] }
    }

    /// Leaves one output for each of the nodes whose names it returns.
    private mutating func lowerConstants() -> [String] {
        let features = groups.map { lowerEncoder(of: $0[0]) }
        var names: [String] = []
        for node in graph.decoder {
            guard let (convolution, isTransposed) = node.convolution else { continue }
            let sources = graph.decoder.sources(of: node.inputs[0])
            let inputs = sources.flatMap { source -> [Operand] in
                if case .imputed(let impute) = source, impute.rule == .zeroImage { features.map { $0[impute.tap]! } } else { [] }
            }
            guard !inputs.isEmpty else { continue }
            let (folding, groups) = (folding, groups)
            let segments = sources.map { source -> ImputationFolding.Segment in
                switch source {
                case .node(let name): .plain(shapes.decoder[name]!.channels)
                case .imputed(let impute): impute.segment(channels: features[0][impute.tap]!.shape.channels)
                }
            }
            program.outputs.append(convolve(node.name, convolution, isTransposed, inputs, shapes.decoder[node.name]!, key: "absent.\(node.name)") {
                folding.absentPart($0, segments, groups: groups, outer: $1, inner: $2)
            })
            names.append(node.name)
        }
        return names
    }
}
