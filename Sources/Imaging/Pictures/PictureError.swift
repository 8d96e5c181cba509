/// What can go wrong with a picture file.
public enum PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The picture could not be compressed; nothing was written.
    case cannotEncode(path: String, reason: String)
    /// The file system refused the file; whatever stood at the path is unchanged.
    case cannotWrite(path: String, reason: String)
    /// The file is absent or no PNG.
    case cannotRead(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotEncode(let path, let reason):
            """
            writing picture \(path): libpng refused it (\(reason)); nothing was written. \
            Free memory, or ask for a smaller picture.
            """
        case .cannotWrite(let path, let reason):
            """
            writing picture \(path): \(reason); the path is unchanged. \
            Choose a folder that exists, can be written and has space.
            """
        case .cannotRead(let path, let reason):
            "reading picture \(path): \(reason). Give the path of a PNG file."
        }
    }
}
