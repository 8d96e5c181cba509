import Foundation
import Imaging
import Tensors

/// The images and labels of the brain's box as a report draws them: slices side by side in one picture for each modality, labels as runs.
package struct ReportVolume: Sendable {
    /// What a report holds at most, over all its modalities, so that it stays below about 5 MB; larger volumes are thinned out.
    static let voxelLimit = 16_000_000
    /// Shades of grey; more would be noise that takes room.
    private static let shades: Float = 47

    /// PNG files, in the order of the images.
    let pictures: [[UInt8]]
    /// How the page finds its way in the pictures, as JSON.
    let description: String
    /// One in how many voxels is shown along width, height and depth.
    let steps: SIMD3<Int>

    /// What the page's script reads. Axes are width, height and depth: to the right, forwards, upwards.
    private struct Description: Encodable {
        var size: [Int]
        /// mm.
        var spacing: [Double]
        /// Slices in a row of a picture.
        var columns: Int
        /// The file's number of the first slice along each axis, what is added for the next, and how many the file has.
        var first, step, total: [Int]
        /// Base 64 of `LabelRuns`: 1 edema, 2 core, 3 enhancing tumour.
        var labels: String
        /// CSS colours of labels 1 to 3.
        var colours: [String]
    }

    /// - Parameters:
    ///   - images: `[D, H, W]` of the box in canonical orientation; at least one.
    ///   - labels: The same, in the scheme of 2021.
    /// - Throws: `PictureError`; `path` is for it alone.
    init(_ images: [[Float]], labels: [UInt8], box: Box, orientation: Orientation, path: String) throws(PictureError) {
        let whole = SIMD3(box.width.count, box.height.count, box.depth.count)
        let spacing = orientation.canonicalGrid.spacing
        let steps = ReportVolume.steps(whole, spacing, limit: ReportVolume.voxelLimit / images.count)
        let size = SIMD3((0..<3).map { (whole[$0] + steps[$0] - 1) / steps[$0] })
        let columns = Int(Double(size.z).squareRoot().rounded(.up))
        // Where the last step is cut short, the voxel in its middle may lie beyond the box.
        func place(_ axis: Int, _ index: Int) -> Int { min(index * steps[axis] + steps[axis] / 2, whole[axis] - 1) }
        func voxel(_ i: Int, _ j: Int, _ k: Int) -> Int { (place(2, k) * whole.y + place(1, j)) * whole.x + place(0, i) }
        var pictures: [[UInt8]] = []
        for image in images {
            let window = GreyWindow(of: image)
            let width = columns * size.x
            var pixels = [UInt8](repeating: 0, count: (size.z + columns - 1) / columns * size.y * width)
            for k in 0..<size.z {
                for j in 0..<size.y {
                    // As radiologists see it: the patient's right at the left, front up.
                    let row = (k / columns * size.y + size.y - 1 - j) * width + k % columns * size.x + size.x - 1
                    for i in 0..<size.x {
                        let shade = (window.shade(image[voxel(i, j, k)]) * ReportVolume.shades).rounded()
                        pixels[row - i] = UInt8((shade * 255 / ReportVolume.shades).rounded())
                    }
                }
            }
            pictures.append(try PNGWriter.encode(grey: pixels, width: width, height: pixels.count / width, path: path))
        }
        var codes: [UInt8] = []
        codes.reserveCapacity(size.x * size.y * size.z)
        for k in 0..<size.z { for j in 0..<size.y { for i in 0..<size.x { codes.append(ReportVolume.code(labels[voxel(i, j, k)])) } } }
        (self.pictures, self.steps) = (pictures, steps)
        let numbers = SliceNumbers(box, orientation), step = numbers.step &* steps
        let first = numbers.first &+ numbers.step &* SIMD3(place(0, 0), place(1, 0), place(2, 0))
        description = ReportVolume.json(Description(
            size: [size.x, size.y, size.z], spacing: (0..<3).map { spacing[$0] * Double(steps[$0]) }, columns: columns, first: [first.x, first.y, first.z],
            step: [step.x, step.y, step.z], total: [numbers.total.x, numbers.total.y, numbers.total.z],
            labels: Data(LabelRuns.packed(codes)).base64EncodedString(),
            colours: [LabelStyle.edema, .core, .enhancing].map { $0.colour.hexadecimal }))
    }

    /// How far apart shown voxels are: twice as far along the axis on which they lie closest, until there are few enough.
    package static func steps(_ size: SIMD3<Int>, _ spacing: SIMD3<Double>, limit: Int) -> SIMD3<Int> {
        var steps = SIMD3(1, 1, 1)
        func shown(_ axis: Int) -> Int { (size[axis] + steps[axis] - 1) / steps[axis] }
        func distance(_ axis: Int) -> Double { spacing[axis] * Double(steps[axis]) }
        while shown(0) * shown(1) * shown(2) > limit {
            let axis = (0..<3).filter { shown($0) > 1 }.min { distance($0) < distance($1) }!
            steps[axis] *= 2
        }
        return steps
    }

    private static func code(_ label: UInt8) -> UInt8 {
        switch label {
        case 2: 1
        case 1: 2
        case 4: 3
        default: 0
        }
    }

    private static func json(_ description: Description) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and base 64 alone, which JSON can always hold and a page can hold as they are.
        return String(decoding: try! encoder.encode(description), as: UTF8.self)
    }
}
