import Foundation

extension Grid {
    /// How far apart the same corner voxel of two equal grids may lie, in mm: above float32 rounding of a header, below
    /// anything that a voxel of a brain scan resolves.
    public static let tolerance = 0.01

    /// What differs between this grid and another, or nil where every corner lies within `tolerance` of the other's.
    ///
    /// The text names this grid's value first: `dimensions 240×240×155 against 256×256×68`.
    public func difference(from other: Grid) -> String? {
        var found: [String] = []
        if dimensions != other.dimensions {
            found.append("dimensions \(Grid.text(dimensions)) against \(Grid.text(other.dimensions))")
        }
        if Grid.farthest(corners, other.corners) > Grid.tolerance { found += placementDifferences(from: other) }
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }

    private func placementDifferences(from other: Grid) -> [String] {
        var found: [String] = []
        let (a, b) = (affine, other.affine)
        if (a.spacing - b.spacing).length > 1e-4 {
            found.append("spacing \(Grid.text(a.spacing)) against \(Grid.text(b.spacing)) mm")
        }
        let (code, otherCode) = (Orientation(of: self).code, Orientation(of: other).code)
        if code != otherCode { found.append("orientation \(code) against \(otherCode)") }
        if (a.origin - b.origin).length > Grid.tolerance {
            found.append("origin \(Grid.text(a.origin)) against \(Grid.text(b.origin)) mm")
        }
        if found.isEmpty && dimensions == other.dimensions {
            found.append("directions, by up to \(Grid.text(Grid.farthest(corners, other.corners))) mm at a corner")
        }
        return found
    }

    /// The positions of the eight corner voxels in mm.
    private var corners: [SIMD3<Double>] {
        let last = SIMD3<Double>(dimensions &- 1), affine = affine
        return (0..<8).map { corner in
            let pick = SIMD3<Double>(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2 & 1))
            return affine.position(pick * last)
        }
    }

    private static func farthest(_ a: [SIMD3<Double>], _ b: [SIMD3<Double>]) -> Double {
        zip(a, b).map { ($0 - $1).length }.max() ?? 0
    }

    static func text(_ dimensions: SIMD3<Int>) -> String { "\(dimensions.x)×\(dimensions.y)×\(dimensions.z)" }
    private static func text(_ vector: SIMD3<Double>) -> String {
        "(" + [vector.x, vector.y, vector.z].map { text($0) }.joined(separator: ", ") + ")"
    }
    private static func text(_ number: Double) -> String { String(format: "%.6g", number) }
}
