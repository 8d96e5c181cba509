import Imaging
import Tensors
import TestSupport

/// A made case of 24×28×20 voxels, as files of any form.
enum SmallCase {
    /// Voxels along i, j and k, and their spacing in mm.
    static let size = [24, 28, 20]
    static let spacing = [1.0, 1.5, 2.0]
    private static let origin = [-11.0, -20.0, -19.0]
    private static let phantom = Phantom(extent: Extent(20, 28, 24), seed: 3, case: 1).render()

    /// How the axes of a file follow from those of RAS+: file axis `a` is axis `axes[a]`, reversed where `reversed[a]`.
    struct AxisOrder: Sendable, CustomStringConvertible {
        var axes = [0, 1, 2]
        var reversed = [false, false, false]

        var description: String { (0..<3).map { ["RL", "AP", "SI"][axes[$0]].map(String.init)[reversed[$0] ? 1 : 0] }.joined() }

        /// Elements in the order of RAS+ put in the order of the file.
        func order<Element>(_ elements: [Element]) -> [Element] {
            let n = axes.map { SmallCase.size[$0] }
            var result: [Element] = []
            for k in 0..<n[2] { for j in 0..<n[1] { for i in 0..<n[0] {
                var place = [0, 0, 0]
                for (a, index) in [i, j, k].enumerated() { place[axes[a]] = reversed[a] ? n[a] - 1 - index : index }
                result.append(elements[(place[2] * SmallCase.size[1] + place[1]) * SmallCase.size[0] + place[0]])
            } } }
            return result
        }

        /// The rows of the affine.
        var rows: [Double] {
            var rows = (0..<3).map { [0, 0, 0, SmallCase.origin[$0]] }
            for a in 0..<3 {
                let axis = axes[a]
                rows[axis][a] = SmallCase.spacing[axis] * (reversed[a] ? -1 : 1)
                if reversed[a] { rows[axis][3] += SmallCase.spacing[axis] * Double(SmallCase.size[axis] - 1) }
            }
            return rows.flatMap { $0 }
        }
    }

    /// An image as int16 NIfTI-1.
    static func image(_ modality: String, _ order: AxisOrder = AxisOrder()) -> NIfTIFixture {
        let voxels = phantom.images[modality]!.map(Double.init)
        return NIfTIFixture(dim: [3] + order.axes.map { size[$0] } + [1, 1, 1, 1], values: order.order(voxels),
                            pixdim: [1] + order.axes.map { spacing[$0] } + [1, 1, 1, 1], srow: order.rows)
    }

    /// Every second slice along k, with a qform of its own that no image of the case has.
    static func coarse(_ modality: String) -> NIfTIFixture {
        var fixture = image(modality)
        let slice = size[0] * size[1]
        fixture.values = fixture.values.indices.filter { $0 / slice % 2 == 0 }.map { fixture.values[$0] }
        (fixture.dim[3], fixture.pixdim[3], fixture.srow[10]) = (10, 4, 4)
        (fixture.qformCode, fixture.quaternion, fixture.offset, fixture.sformCode) = (1, [0, 0, 0], [fixture.srow[3], fixture.srow[7], fixture.srow[11]], 4)
        return fixture
    }
}
