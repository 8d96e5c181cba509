import Imaging
import Tensors

/// The labels of a case as predicted and as they truly are, cut to the box that holds all tumour of either.
public struct CaseMasks: Sendable {
    /// [D, H, W] of the box, the regions that hold a voxel: 0 none, 1 WT, 2 also TC, 3 also ET.
    private let prediction, truth: [UInt8]
    private let extent: Extent
    private let spacing: SIMD3<Double>
    private let outside: Int

    /// - Parameters:
    ///   - prediction: Labels of the whole volume, [D, H, W], and the scheme that they follow.
    ///   - truth: The same.
    ///   - spacing: mm between voxels along width, height and depth.
    public init(prediction: (labels: [UInt8], scheme: LabelScheme), truth: (labels: [UInt8], scheme: LabelScheme), _ whole: Extent, spacing: SIMD3<Double>) {
        let (predicted, actual) = (prediction.labels, truth.labels)
        // The dilation that joins lesions may leave the tumour's box, but not the volume.
        let box = predicted.withUnsafeBufferPointer { p in
            actual.withUnsafeBufferPointer { t in whole.box(margin: LesionWiseScores.dilations) { p[$0] | t[$0] != 0 } }
        } ?? Box(depth: 0..<1, height: 0..<1, width: 0..<1)
        self.prediction = CaseMasks.depths(box.cut(predicted, from: whole), prediction.scheme)
        self.truth = CaseMasks.depths(box.cut(actual, from: whole), truth.scheme)
        (extent, self.spacing, outside) = (box.extent, spacing, whole.voxels - box.count)
    }

    /// A region of both.
    public func pair(_ region: TumourRegion) -> MaskPair {
        let least = CaseMasks.depth(of: region)
        return MaskPair(prediction: prediction.map { $0 >= least ? 1 : 0 }, truth: truth.map { $0 >= least ? 1 : 0 }, extent, spacing: spacing, outside: outside)
    }

    private static func depths(_ labels: [UInt8], _ scheme: LabelScheme) -> [UInt8] {
        let table = (0...255).map { label in scheme.innermostRegion(of: UInt8(label)).map(depth) ?? 0 }
        return labels.map { table[Int($0)] }
    }

    private static func depth(of region: TumourRegion) -> UInt8 {
        switch region {
        case .wt: 1
        case .tc: 2
        case .et: 3
        }
    }
}
