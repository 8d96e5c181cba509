import Foundation

/// Where paths lead, however they are spelled.
package enum PathPlace {
    /// The one spelling of a path that has no links, dots or double slashes; what does not exist yet is looked at in its folder.
    package static func of(_ path: String) -> String {
        func real(_ path: String) -> String? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real)
        }
        let url = URL(fileURLWithPath: path)
        return real(path) ?? real(url.deletingLastPathComponent().path).map { "\($0)/\(url.lastPathComponent)" } ?? url.standardizedFileURL.path
    }
}
