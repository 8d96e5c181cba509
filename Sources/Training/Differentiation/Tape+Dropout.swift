import Networks
import Tensors

/// y = m ⊙ x / (1 − rate), m being 0 with probability rate and else 1; keeps m / (1 − rate). In evaluation y is x itself.
extension Tape {
    func drop(_ node: Node, _ dropout: Dropout) -> Value {
        let input = input(of: node)
        guard case .training(let seed) = context.mode, dropout.rate > 0 else { return input }
        let (output, mask) = (input.materialised(context), Tensor(input.shape, from: context.memory))
        var random = SeededGenerator(seed: seed, stream: dropStream(node))
        let kept = 1 / (1 - dropout.rate)
        for i in 0..<mask.storage.count {
            mask.base[i] = random.chance(dropout.rate) ? 0 : kept
            output.base[i] *= mask.base[i]
        }
        masks[node.name] = mask
        return Value(output, readers: readers(of: node.name))
    }

    /// dx = m ⊙ dy / (1 − rate).
    func dropBackward(_ node: Node, _ value: Value) {
        guard let mask = masks.removeValue(forKey: node.name), let gradient = value.takeGradient() else { return }
        for i in 0..<mask.storage.count { gradient.base[i] *= mask.base[i] }
        input(of: node).receive(gradient, context)
    }

    /// A stream of its own for each dropout of each section and modality.
    private func dropStream(_ node: Node) -> UInt64 {
        node.name.utf8.reduce(UInt64(section + 1)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
