import Tensors

/// The 26-connected components of a binary mask.
public struct ConnectedComponents: Sendable {
    /// The voxels of each component, by index into the mask; components in the order of their first voxel.
    public let components: [[Int]]

    /// - Parameters:
    ///   - mask: [D, H, W]; voxels that are not 0 belong to it.
    public init(_ mask: [UInt8], _ extent: Extent) {
        precondition(mask.count == extent.voxels, "a mask of \(mask.count) voxels for \(extent)")
        var left = mask
        var components: [[Int]] = []
        for start in left.indices where left[start] != 0 {
            left[start] = 0
            var component = [start]
            var next = 0
            while next < component.count {
                ConnectedComponents.forEachNeighbour(of: component[next], extent) { neighbour in
                    guard left[neighbour] != 0 else { return }
                    left[neighbour] = 0
                    component.append(neighbour)
                }
                next += 1
            }
            components.append(component)
        }
        self.components = components
    }

    private static func forEachNeighbour(of voxel: Int, _ e: Extent, _ body: (Int) -> Void) {
        let (d, h, w) = (voxel / (e.height * e.width), voxel / e.width % e.height, voxel % e.width)
        for z in max(d - 1, 0)...min(d + 1, e.depth - 1) {
            for y in max(h - 1, 0)...min(h + 1, e.height - 1) {
                for x in max(w - 1, 0)...min(w + 1, e.width - 1) { body((z * e.height + y) * e.width + x) }
            }
        }
    }
}
