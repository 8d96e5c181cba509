/// What stands behind one input of an operation once concatenations are seen through.
public enum Source: Hashable, Sendable {
    /// The value of a node (or the image) of the same section.
    case node(String)
    /// The features of all modalities at an encoder node, absent ones replaced by a rule.
    case imputed(Impute)
}

extension Array where Element == Node {
    /// The sources whose channels, in order, make up the value that `name` stands for.
    public func sources(of name: String) -> [Source] {
        guard let node = first(where: { $0.name == name }) else { return [.node(name)] }
        return switch node.operation {
        case .concatenate: node.inputs.flatMap(sources)
        case .impute(let impute): [.imputed(impute)]
        default: [.node(name)]
        }
    }

    /// The nodes that read `name`, directly or through concatenations.
    public func readers(of name: String) -> [Node] {
        filter { $0.inputs.contains(name) }.flatMap { node -> [Node] in
            if case .concatenate = node.operation { return readers(of: node.name) }
            return [node]
        }
    }
}
