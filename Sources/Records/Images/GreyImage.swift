import Imaging

/// A grey picture: values from 0 (black) to 1 `[height, width]`.
package struct GreyImage: Sendable, Hashable {
    package var height: Int
    package var width: Int
    package var values: [Float]

    package init(height: Int, width: Int, values: [Float]) {
        precondition(values.count == height * width, "\(values.count) values for a picture of \(height)×\(width)")
        (self.height, self.width, self.values) = (height, width, values)
    }

    /// Reads a PNG file, which must be grey.
    package static func readPNG(_ path: String) throws(RecordsError) -> GreyImage {
        let canvas: Canvas
        do { canvas = try PNGReader.read(path) } catch { throw .picture(error) }
        let pixels = canvas.pixels
        for index in stride(from: 0, to: pixels.count, by: 3) where pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2] {
            throw .badField(path: path, field: "pixel \(index / 3)", offset: 0, found: "coloured", expected: "a grey picture")
        }
        return GreyImage(height: canvas.height, width: canvas.width, values: stride(from: 0, to: pixels.count, by: 3).map { Float(pixels[$0]) / 255 })
    }
}
