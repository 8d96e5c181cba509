import CNIfTI
import Files

/// A draft written through libznz, compressed or not.
final class ZippedDraft {
    private let draft: FileDraft
    private var file: znzFile?

    init(_ draft: FileDraft, compressed: Bool) throws(FileError) {
        self.draft = draft
        // Level 6 with no name and no time in the gzip header: the same voxels give the same bytes.
        file = znzopen(draft.path, "wb", compressed ? 1 : 0)
        guard file != nil else { throw draft.failure() }
    }

    deinit { Xznzclose(&file) }

    func write<Element>(_ elements: [Element]) throws(FileError) {
        let isWhole = elements.withUnsafeBytes { znzwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        guard isWhole else { throw draft.failure() }
    }

    /// Flushes, so that a full disk shows here at the latest.
    func finish() throws(FileError) {
        guard Xznzclose(&file) == 0 else { throw draft.failure() }
    }
}
