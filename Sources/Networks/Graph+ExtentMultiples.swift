import Tensors

extension Graph {
    /// The smallest power of two by which each axis of an image must divide, at most 64; nil if none serves.
    public var extentMultiples: Triple? {
        guard let depth = multiple({ Extent($0, 64, 64) }), let height = multiple({ Extent(64, $0, 64) }), let width = multiple({ Extent(64, 64, $0) })
        else { return nil }
        return Triple(depth, height, width)
    }

    private func multiple(_ extent: (Int) -> Extent) -> Int? {
        [1, 2, 4, 8, 16, 32, 64].first { step in (1...3).allSatisfy { factor in (try? shapes(for: extent(step * factor))) != nil } }
    }
}
