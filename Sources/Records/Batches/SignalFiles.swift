import Glibc
import Synchronization

/// Reads the pictures and sounds that a table's cells name. Any number of threads may use one.
///
/// A file of many pictures (IDX) is read once and kept.
final class SignalFiles: Sendable {
    private let folder: String
    private let opened = Mutex<[String: [GreyImage]]>([:])

    /// - Parameter folder: What paths are relative to, with a slash at its end, or empty.
    init(folder: String) { self.folder = folder }

    /// The numbers of a file: of a picture the grey values from 0 to 1 `[28, 28]`, of a sound the coefficients `[20, 20]`.
    func numbers(_ kind: SignalKind, _ name: String) throws(RecordsError) -> [Float] {
        let path = name.hasPrefix("/") ? name : folder + name
        switch kind {
        case .sound(let features): return features.extract(try WAVFile.read(path))
        case .picture:
            let picture = try picture(path)
            guard picture.height == SignalKind.pictureSize, picture.width == SignalKind.pictureSize else {
                throw .pictureSize(path: path, height: picture.height, width: picture.width)
            }
            return picture.values
        }
    }

    /// `FILE.png`, or `FILE#3`; a file that exists under the whole text is meant first.
    private func picture(_ path: String) throws(RecordsError) -> GreyImage {
        guard access(path, F_OK) != 0, let sign = path.lastIndex(of: "#"), let number = Int(path[path.index(after: sign)...]) else {
            return try GreyImage.readPNG(path)
        }
        let file = String(path[..<sign]), pictures = try pictures(file)
        guard pictures.indices.contains(number) else { throw .noPicture(path: file, number: number, count: pictures.count) }
        return pictures[number]
    }

    private func pictures(_ path: String) throws(RecordsError) -> [GreyImage] {
        do {
            return try opened.withLock { opened in
                if let known = opened[path] { return known }
                let pictures = try IDXFile.images(path)
                opened[path] = pictures
                return pictures
            }
        } catch { throw error as! RecordsError }
    }
}
