import Tensors

/// Why a graph makes no sense; each case names the node.
public enum GraphError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A number lies outside what any network needs.
    case outOfRange(node: String, field: String, found: Int, allowed: ClosedRange<Int>)
    /// A real number with which the operation has no finite value.
    case unfitNumber(node: String, field: String, found: Float, expected: String)
    /// Two nodes of one section have one name.
    case duplicateName(node: String)
    /// A node reads a name that no node before it has.
    case unknownInput(node: String, input: String)
    case wrongInputCount(node: String, found: Int, expected: String)
    case channelMismatch(node: String, found: Int, expected: Int)
    case extentMismatch(node: String, found: Extent, expected: Extent)
    /// The kernel or window is larger than what it reads, or does not divide it.
    case extentUnfit(node: String, extent: Extent)
    /// An operation stands in a section where it has no meaning (`impute` in an encoder).
    case misplaced(node: String, operation: String)
    /// The tensor is used with two shapes.
    case parameterConflict(node: String, tensor: String, shapes: [[Int]])
    /// Something that is no convolution, or the graph as its output or distilled feature, reads a concatenation or imputation.
    case joinRead(node: String, input: String)
    /// The operation has a meaning in training alone.
    case trainingOnly(node: String, operation: String)
    /// A batch norm cannot become part of a convolution.
    case unfoldableNorm(node: String, input: String)
    /// A section has no nodes.
    case emptySection(section: String)

    public var description: String {
        switch self {
        case .outOfRange(let node, let field, let found, let allowed):
            "node \(node): \(field) is \(found), expected \(allowed.lowerBound) to \(allowed.upperBound)"
        case .unfitNumber(let node, let field, let found, let expected): "node \(node): \(field) is \(found), expected \(expected)"
        case .duplicateName(let node): "node \(node): its name is used twice, expected a name of its own"
        case .unknownInput(let node, let input): "node \(node): reads \"\(input)\", expected the name of an earlier node"
        case .wrongInputCount(let node, let found, let expected): "node \(node): has \(found) inputs, expected \(expected)"
        case .channelMismatch(let node, let found, let expected): "node \(node): gets \(found) channels, expected \(expected)"
        case .extentMismatch(let node, let found, let expected): "node \(node): joins \(found) with \(expected), expected equal extents"
        case .extentUnfit(let node, let extent): "node \(node): cannot work on an extent of \(extent)"
        case .misplaced(let node, let operation): "node \(node): \(operation) cannot stand in an encoder"
        case .parameterConflict(let node, let tensor, let shapes): "node \(node): uses tensor \(tensor) with shapes \(shapes), expected one shape"
        case .joinRead(let node, let input):
            "node \(node): reads \"\(input)\", which joins channels of several values and which only a convolution can read; put one between them"
        case .trainingOnly(let node, let operation): "node \(node): \(operation) has no meaning outside training; export the network again"
        case .unfoldableNorm(let node, let input):
            "node \(node): batch norm reads \"\(input)\", expected a convolution that nothing else reads; put one before it"
        case .emptySection(let section): "\(section) has no nodes"
        }
    }
}
