import CPNG
import Files

/// Writes canvases as PNG files of 8-bit RGB.
public enum PNGWriter {
    /// Writes a canvas; the file appears whole or not at all.
    ///
    /// Throws ``PictureError``; a file that stood at `path` is then unchanged.
    public static func write(_ canvas: Canvas, to path: String, overwrite: Bool) throws(PictureError) {
        let batch = FileBatch(overwrite: overwrite)
        try write(canvas, to: path, in: batch)
        do { try batch.publish() } catch { throw .output(error) }
    }

    /// Writes a canvas as one file of a batch, which the caller publishes.
    public static func write(_ canvas: Canvas, to path: String, in batch: FileBatch) throws(PictureError) {
        let bytes = try encode(canvas, path)
        do { try batch.add(path) { draft throws(FileError) in try draft.append(bytes) } } catch { throw .output(error) }
    }

    /// The bytes of a PNG file; `path` is for the error alone.
    private static func encode(_ canvas: Canvas, _ path: String) throws(PictureError) -> [UInt8] {
        try encode(canvas.pixels, canvas.width, canvas.height, PNGFormat.rgb, path)
    }

    /// The bytes of a PNG file of 8-bit grey pixels `[height, width]`; `path` is for the error alone.
    package static func encode(grey pixels: [UInt8], width: Int, height: Int, path: String) throws(PictureError) -> [UInt8] {
        precondition(width > 0 && height > 0 && pixels.count == width * height, "\(pixels.count) pixels for \(width)×\(height)")
        return try encode(pixels, width, height, PNGFormat.grey, path)
    }

    private static func encode(_ pixels: [UInt8], _ width: Int, _ height: Int, _ format: UInt32, _ path: String) throws(PictureError) -> [UInt8] {
        var image = png_image()
        image.version = PNGFormat.version
        image.width = UInt32(width)
        image.height = UInt32(height)
        image.format = format
        var size = 0
        guard png_image_write_to_memory(&image, nil, &size, 0, pixels, 0, nil) != 0 else {
            throw .cannotEncode(path: path, reason: PNGFormat.message(of: image))
        }
        var bytes = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, nil) != 0 else {
            throw .cannotEncode(path: path, reason: PNGFormat.message(of: image))
        }
        return bytes
    }
}

/// The constants of libpng's simplified interface that its macros hide from Swift.
enum PNGFormat {
    /// `PNG_IMAGE_VERSION`.
    static let version: UInt32 = 1
    /// `PNG_FORMAT_GRAY`.
    static let grey: UInt32 = 0
    /// `PNG_FORMAT_RGB`.
    static let rgb: UInt32 = 2

    /// What libpng said about a failure.
    static func message(of image: png_image) -> String {
        withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
