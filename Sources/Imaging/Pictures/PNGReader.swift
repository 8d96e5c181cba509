import CPNG

/// Reads PNG files of any kind as 8-bit RGB.
package enum PNGReader {
    /// The picture in a file. Throws ``PictureError/cannotRead(path:reason:)``.
    package static func read(_ path: String) throws(PictureError) -> Canvas {
        var image = png_image()
        image.version = PNGFormat.version
        guard png_image_begin_read_from_file(&image, path) != 0 else {
            throw .cannotRead(path: path, reason: PNGFormat.message(of: image))
        }
        image.format = PNGFormat.rgb
        // Else 16-bit samples without a gamma were taken for linear light and brightened.
        image.flags = UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
        let (width, height) = (Int(image.width), Int(image.height))
        guard width * height <= 1 << 28 else {
            png_image_free(&image)
            throw .cannotRead(path: path, reason: "\(width)×\(height) pixels are more than 2^28")
        }
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
            throw .cannotRead(path: path, reason: PNGFormat.message(of: image))
        }
        return Canvas(width: width, height: height, pixels: pixels)
    }
}
