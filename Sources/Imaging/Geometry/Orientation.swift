import CNIfTI

/// The reordering that brings a grid closest to RAS+: i runs to the Right, j to the Anterior, k to the Superior side.
///
/// Axes are exchanged and reversed, never interpolated, so `restored` undoes `canonical` exactly.
public struct Orientation: Equatable, Sendable {
    /// The grid that the files have.
    public let grid: Grid
    /// For each canonical axis, the axis of `grid` that runs along it.
    public let sourceAxes: SIMD3<Int>
    /// For each canonical axis, 1 where the axis of `grid` runs the other way, else 0.
    public let reversed: SIMD3<Int>

    /// The reordering for a grid; the affine must be usable, as that of every grid read from a file is.
    public init(of grid: Grid) {
        let affine = grid.affine
        precondition(affine.isUsable, "orientation of a singular affine \(affine)")
        let codes = Orientation.libniftiCodes(affine)
        var axes = SIMD3<Int>.zero, reversed = SIMD3<Int>.zero
        for axis in 0..<3 {
            // libnifti: 1 L2R, 2 R2L, 3 P2A, 4 A2P, 5 I2S, 6 S2I
            let code = Int(codes[axis]) - 1
            axes[code / 2] = axis
            reversed[code / 2] = code % 2
        }
        (self.grid, sourceAxes, self.reversed) = (grid, axes, reversed)
    }

    /// Where the axes i, j and k of the grid point, as in `LPS` or `RAS`.
    public var code: String {
        var letters = Array("???")
        for axis in 0..<3 {
            letters[sourceAxes[axis]] = Array(reversed[axis] == 0 ? "RAS" : "LPI")[axis]
        }
        return String(letters)
    }

    /// The reordered grid, in mm, with the affine as its sform.
    public var canonicalGrid: Grid {
        let affine = grid.affine, columns = [affine.i, affine.j, affine.k]
        var origin = affine.origin, dimensions = SIMD3<Int>.zero
        var reordered = [SIMD3<Double>](repeating: .zero, count: 3)
        for axis in 0..<3 {
            let source = sourceAxes[axis]
            dimensions[axis] = grid.dimensions[source]
            reordered[axis] = reversed[axis] == 0 ? columns[source] : -columns[source]
            if reversed[axis] != 0 { origin += columns[source] * Double(grid.dimensions[source] - 1) }
        }
        return Grid(dimensions: dimensions, affine: Affine(i: reordered[0], j: reordered[1], k: reordered[2], origin: origin))
    }

    /// A volume of the grid in canonical order, on `canonicalGrid`.
    public func canonical(_ volume: Volume) -> Volume {
        precondition(volume.grid.dimensions == grid.dimensions, "\(volume.grid.dimensions) for \(grid.dimensions)")
        var result = volume
        result.voxels = canonical(volume.voxels)
        result.grid = canonicalGrid
        return result
    }

    /// The elements of the grid, `[k, j, i]`, in canonical order.
    public func canonical<Element>(_ elements: [Element]) -> [Element] {
        reorder(elements, toCanonical: true)
    }

    /// Elements in canonical order back in the order of the grid, `[k, j, i]`.
    public func restored<Element>(_ elements: [Element]) -> [Element] {
        reorder(elements, toCanonical: false)
    }

    private static func libniftiCodes(_ affine: Affine) -> [Int32] {
        let rows = affine.rows
        var matrix = nifti_dmat44()
        matrix.m.0 = (rows[0][0], rows[0][1], rows[0][2], rows[0][3])
        matrix.m.1 = (rows[1][0], rows[1][1], rows[1][2], rows[1][3])
        matrix.m.2 = (rows[2][0], rows[2][1], rows[2][2], rows[2][3])
        matrix.m.3 = (0, 0, 0, 1)
        var (i, j, k) = (Int32(0), Int32(0), Int32(0))
        nifti_dmat44_to_orientation(matrix, &i, &j, &k)
        return [i, j, k]
    }
}
