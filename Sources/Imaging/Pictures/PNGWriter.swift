import CPNG
import Glibc

/// Writes canvases as PNG files of 8-bit RGB.
public enum PNGWriter {
    /// Writes a canvas to a temporary file beside `path`, then renames it, so that no half-written picture is ever seen.
    ///
    /// Throws ``PictureError``; a file that stood at `path` is then unchanged.
    public static func write(_ canvas: Canvas, to path: String) throws(PictureError) {
        let bytes = try encode(canvas, path)
        let temporary = "\(path).\(getpid()).part"
        do throws(PictureError) {
            try save(bytes, temporary, as: path)
            guard rename(temporary, path) == 0 else { throw refusal(path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// The bytes of a PNG file; `path` is for the error alone.
    private static func encode(_ canvas: Canvas, _ path: String) throws(PictureError) -> [UInt8] {
        var image = png_image()
        image.version = PNGFormat.version
        image.width = UInt32(canvas.width)
        image.height = UInt32(canvas.height)
        image.format = PNGFormat.rgb
        var size = 0
        guard png_image_write_to_memory(&image, nil, &size, 0, canvas.pixels, 0, nil) != 0 else {
            throw .cannotEncode(path: path, reason: PNGFormat.message(of: image))
        }
        var bytes = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &bytes, &size, 0, canvas.pixels, 0, nil) != 0 else {
            throw .cannotEncode(path: path, reason: PNGFormat.message(of: image))
        }
        return bytes
    }

    private static func save(_ bytes: [UInt8], _ temporary: String, as path: String) throws(PictureError) {
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        guard file >= 0 else { throw refusal(path) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = refusal(path)
                close(file)
                throw error
            }
            written += count
        }
        guard fsync(file) == 0 else {
            let error = refusal(path)
            close(file)
            throw error
        }
        guard close(file) == 0 else { throw refusal(path) }
    }

    private static func refusal(_ path: String) -> PictureError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}

/// The constants of libpng's simplified interface that its macros hide from Swift.
enum PNGFormat {
    /// `PNG_IMAGE_VERSION`.
    static let version: UInt32 = 1
    /// `PNG_FORMAT_RGB`.
    static let rgb: UInt32 = 2

    /// What libpng said about a failure.
    static func message(of image: png_image) -> String {
        withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
