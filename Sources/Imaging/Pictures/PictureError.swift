import Files

/// What can go wrong with a picture file.
public enum PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The picture could not be compressed; nothing was written.
    case cannotEncode(path: String, reason: String)
    /// The file could not be written.
    case output(FileError)
    /// The file is absent or no PNG.
    case cannotRead(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotEncode(let path, let reason):
            """
            writing picture \(path): libpng refused it (\(reason)); nothing was written. \
            Free memory, or ask for a smaller picture.
            """
        case .output(let error): "\(error)"
        case .cannotRead(let path, let reason):
            "reading picture \(path): \(reason). Give the path of a PNG file."
        }
    }
}
