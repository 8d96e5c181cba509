import Foundation
import Glibc

extension SegmentationRequest {
    /// What is to be written, by the option that asks for it.
    var outputs: [(option: String, path: String)] {
        [("--output", output), ("--overlay", overlayFile), ("--statistics", statistics), ("--probabilities", probabilities), ("--uncertainty", uncertainty),
         ("--report", report)].compactMap { option, path in path.map { (option, $0) } }
    }

    /// Refuses an output that would replace an input, the model or another output, however its path is spelled.
    func refuseSharedPlaces() throws(WorkflowError) {
        let read = images.map(\.path) + [model ?? (try? DefaultModel.path()), reference.path].compactMap { $0 }
        let inputs = Set(read.map(SegmentationRequest.place))
        var taken: [String: String] = [:]
        for (option, path) in outputs {
            let place = SegmentationRequest.place(of: path)
            if inputs.contains(place) { throw .outputIsInput(path) }
            if let other = taken.updateValue(option, forKey: place) { throw .outputsCoincide([other, option], path) }
        }
    }

    /// The one spelling of a path that has no links, dots or double slashes; what does not exist yet is looked at in its folder.
    private static func place(of path: String) -> String {
        func real(_ path: String) -> String? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real)
        }
        let url = URL(fileURLWithPath: path)
        return real(path) ?? real(url.deletingLastPathComponent().path).map { "\($0)/\(url.lastPathComponent)" } ?? url.standardizedFileURL.path
    }
}
