import Tensors

/// A planar feature map [C, D, H, W] in double precision, on which every operation is its definition as plain loops.
public struct ReferenceValue: Sendable, Equatable {
    public var shape: Shape
    public var elements: [Double]

    public init(_ shape: Shape, _ elements: [Double]) {
        precondition(elements.count == shape.count, "\(elements.count) elements for \(shape)")
        self.shape = shape
        self.elements = elements
    }

    public init(_ tensor: Tensor) { self.init(tensor.shape, tensor.planarElements().map(Double.init)) }

    /// Normal random numbers.
    public init(_ shape: Shape, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        self.init(shape, (0..<shape.count).map { _ in Double(random.normal()) })
    }

    public init(zeros shape: Shape) { self.init(shape, Array(repeating: 0, count: shape.count)) }

    /// The element of a channel at a voxel.
    public subscript(channel: Int, depth: Int, height: Int, width: Int) -> Double {
        get { elements[index(channel, depth, height, width)] }
        set { elements[index(channel, depth, height, width)] = newValue }
    }

    /// A planar tensor with these numbers, rounded.
    public var tensor: Tensor { Tensor(shape, elements.map { Float($0) }) }

    public var largestMagnitude: Double { elements.reduce(0) { max($0, abs($1)) } }

    private func index(_ c: Int, _ d: Int, _ h: Int, _ w: Int) -> Int {
        let e = shape.extent
        return ((c * e.depth + d) * e.height + h) * e.width + w
    }
}

extension Extent {
    /// Visits every voxel, width fastest.
    public func forEachVoxel(_ body: (_ depth: Int, _ height: Int, _ width: Int) -> Void) {
        for d in 0..<depth { for h in 0..<height { for w in 0..<width { body(d, h, w) } } }
    }

    func contains(_ d: Int, _ h: Int, _ w: Int) -> Bool { d >= 0 && d < depth && h >= 0 && h < height && w >= 0 && w < width }
}
