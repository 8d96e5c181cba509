/// Files that belong together: all are written before any gets its name.
///
///     let batch = FileBatch(overwrite: false)
///     try batch.add("mask.nii.gz") { draft throws(FileError) in try draft.append(mask) }
///     try batch.add("volumes.json") { draft throws(FileError) in try draft.append(json) }
///     try batch.publish()
public final class FileBatch {
    private let overwrite: Bool
    private var drafts: [FileDraft] = []

    /// - Parameter overwrite: Whether existing files are replaced.
    public init(overwrite: Bool) { self.overwrite = overwrite }

    deinit { drafts.forEach { $0.discard() } }

    /// Lets `fill` write a file that has no name yet.
    public func add(_ path: String, fill: (FileDraft) throws(FileError) -> Void) throws(FileError) {
        try AtomicFile.check(path, overwrite: overwrite)
        let draft = try FileDraft(path)
        drafts.append(draft)
        try fill(draft)
    }

    /// Gives all files their names, in the order in which they were added; none is left without one unless the disk fails in between.
    public func publish() throws(FileError) {
        for draft in drafts { try draft.synchronise() }
        while let draft = drafts.first {
            try draft.publish(overwrite: overwrite)
            drafts.removeFirst()
        }
    }
}
