import Foundation

extension AtomicFile {
    /// Takes away drafts of a file that killed processes left behind, which they do where the file system cannot keep a draft without a name.
    public static func removeRemains(of path: String) {
        let folder = FileDraft.folder(of: path)
        let prefix = ".\(URL(fileURLWithPath: path).lastPathComponent)."
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) && name.hasSuffix(".part") {
            let process = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let number = pid_t(process), kill(number, 0) != 0, errno == ESRCH else { continue }
            unlink("\(folder)/\(name)")
        }
    }
}
