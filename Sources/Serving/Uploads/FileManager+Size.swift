import Foundation

extension FileManager {
    /// Bytes of a file; nil where there is none that can be asked for.
    func size(of path: String) -> Int? { (try? attributesOfItem(atPath: path))?[.size] as? Int }
}
