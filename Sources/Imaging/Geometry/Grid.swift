import CNIfTI
import Tensors

/// Where the voxels of a volume lie: its dimensions and both coordinate forms of its NIfTI header, bit for bit.
public struct Grid: Equatable, Sendable {
    /// The NIfTI quaternion form.
    public struct QForm: Equatable, Sendable {
        /// What the form aligns to (`qform_code`); 0 where there is none.
        public var code: Int
        /// `quatern_b`, `quatern_c`, `quatern_d`.
        public var quaternion: SIMD3<Double>
        /// `qoffset_x`, `qoffset_y`, `qoffset_z`, in the file's units.
        public var offset: SIMD3<Double>

        public init(code: Int = 0, quaternion: SIMD3<Double> = .zero, offset: SIMD3<Double> = .zero) {
            (self.code, self.quaternion, self.offset) = (code, quaternion, offset)
        }
    }

    /// The NIfTI matrix form.
    public struct SForm: Equatable, Sendable {
        /// What the form aligns to (`sform_code`); 0 where there is none.
        public var code: Int
        /// `srow_x`, `srow_y`, `srow_z`, in the file's units.
        public var matrix: Affine

        public init(code: Int = 0, matrix: Affine = Affine(rows: .zero, .zero, .zero)) {
            (self.code, self.matrix) = (code, matrix)
        }
    }

    /// The number of voxels along i, j and k.
    public var dimensions: SIMD3<Int>
    /// The header's `pixdim[0...3]`: the handedness of the quaternion form and the spacing in the file's units.
    public var pixdim: SIMD4<Double>
    public var qform: QForm
    public var sform: SForm
    /// The header's code for the units of length and time; 2 is mm.
    public var xyztUnits: Int

    public init(dimensions: SIMD3<Int>, pixdim: SIMD4<Double>, qform: QForm, sform: SForm, xyztUnits: Int) {
        (self.dimensions, self.pixdim, self.qform, self.sform) = (dimensions, pixdim, qform, sform)
        self.xyztUnits = xyztUnits
    }

    /// A grid in mm whose sform (code 1, scanner) is `affine`, without a qform.
    public init(dimensions: SIMD3<Int>, affine: Affine) {
        let spacing = affine.spacing
        self.init(
            dimensions: dimensions, pixdim: SIMD4(1, spacing.x, spacing.y, spacing.z), qform: QForm(),
            sform: SForm(code: 1, matrix: affine), xyztUnits: 2)
    }

    /// The number of voxels.
    public var count: Int { dimensions.x * dimensions.y * dimensions.z }

    /// `[D, H, W]` = (k, j, i): the voxels lie in memory in this order, i contiguous.
    public var extent: Extent { Extent(dimensions.z, dimensions.y, dimensions.x) }

    /// The distances between neighbours along i, j and k, in mm.
    public var spacing: SIMD3<Double> { affine.spacing }

    /// The volume of one voxel in mm³.
    public var voxelVolume: Double { abs(affine.determinant) }
}

extension Grid {
    /// The part of a header that `affine` comes from.
    public enum AffineSource: String, Sendable { case sform, qform, pixdim }

    /// The sform if its code is positive, else the qform if its code is, else the spacing alone.
    public var affineSource: AffineSource { sform.code > 0 ? .sform : qform.code > 0 ? .qform : .pixdim }

    /// From voxel index to mm, by the source that `affineSource` names; units of metres and micrometres are converted.
    public var affine: Affine {
        let inFileUnits = switch affineSource {
        case .sform: sform.matrix
        case .qform: qformAffine
        case .pixdim: spacingAffine
        }
        return inFileUnits.scaled(by: millimetresPerUnit)
    }

    /// NIfTI's "method 1": axes along x, y and z from the origin.
    private var spacingAffine: Affine {
        Affine(rows: SIMD4(abs(pixdim[1]), 0, 0, 0), SIMD4(0, abs(pixdim[2]), 0, 0), SIMD4(0, 0, abs(pixdim[3]), 0))
    }

    private var qformAffine: Affine {
        let q = qform.quaternion, at = qform.offset
        // libnifti would take 1 for a spacing of zero; such a grid must be refused instead.
        guard (1...3).allSatisfy({ pixdim[$0] != 0 }) else { return Affine(rows: .zero, .zero, .zero) }
        let m = nifti_quatern_to_dmat44(
            q.x, q.y, q.z, at.x, at.y, at.z, abs(pixdim[1]), abs(pixdim[2]), abs(pixdim[3]), pixdim[0] < 0 ? -1 : 1).m
        return Affine(
            rows: SIMD4(m.0.0, m.0.1, m.0.2, m.0.3), SIMD4(m.1.0, m.1.1, m.1.2, m.1.3), SIMD4(m.2.0, m.2.1, m.2.2, m.2.3))
    }

    /// NIfTI unit codes in the low three bits: 1 metre, 2 mm, 3 micrometre; anything else is taken for mm.
    private var millimetresPerUnit: Double {
        switch xyztUnits & 7 {
        case 1: 1000
        case 3: 0.001
        default: 1
        }
    }
}
