/// Memory that a segmentation will hold beside what there is, in bytes.
struct MemoryNeed {
    /// Held from the first tile on.
    var first: Int
    /// Held only after that.
    var later: Int

    var total: Int { first + later }
}
