import ModelFormat
import Tensors

/// Exchanges and reverses axes between a canonical volume [S, A, R] and what a network reads.
extension AnatomicalAxes {
    /// The network's extent for a canonical one.
    package func extent(of canonical: Extent) -> Extent {
        let sizes = [canonical.depth, canonical.height, canonical.width]
        return Extent(sizes[sources[0]], sizes[sources[1]], sizes[sources[2]])
    }

    /// The elements of a canonical volume in the network's order.
    package func reordered<Element>(_ elements: [Element], canonical: Extent) -> [Element] {
        if self == .canonical { return elements }
        var result: [Element] = []
        result.reserveCapacity(elements.count)
        forEachVoxel(canonical) { result.append(elements[$0]) }
        return result
    }

    /// Elements in the network's order back in canonical order.
    package func restored<Element>(_ elements: [Element], canonical: Extent) -> [Element] {
        if self == .canonical { return elements }
        var result = elements
        var next = 0
        forEachVoxel(canonical) { place in
            result[place] = elements[next]
            next += 1
        }
        return result
    }

    /// Visits the voxels in the network's order, with each one's place in the canonical volume.
    private func forEachVoxel(_ canonical: Extent, _ body: (Int) -> Void) {
        let (sizes, strides) = ([canonical.depth, canonical.height, canonical.width], [canonical.height * canonical.width, canonical.width, 1])
        let steps = (0..<3).map { reversed[$0] ? -strides[sources[$0]] : strides[sources[$0]] }
        let start = (0..<3).reduce(0) { $0 + (reversed[$1] ? (sizes[sources[$1]] - 1) * strides[sources[$1]] : 0) }
        let extent = extent(of: canonical)
        for d in 0..<extent.depth {
            for h in 0..<extent.height {
                let row = start + d * steps[0] + h * steps[1]
                for w in 0..<extent.width { body(row + w * steps[2]) }
            }
        }
    }
}
