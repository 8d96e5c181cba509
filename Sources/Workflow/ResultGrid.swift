import Imaging

/// Where results are written: the one place that brings what is known of the brain's box to the grid of the files.
struct ResultGrid: Sendable {
    private let prepared: PreparedCase

    init(_ prepared: PreparedCase) { self.prepared = prepared }

    /// The grid of the files.
    var grid: Grid { prepared.grid }

    /// Labels `[k, j, i]`, 0 around the box.
    func labels(_ box: [UInt8]) -> [UInt8] { prepared.orientation.restored(box, of: prepared.box) }

    /// Numbers `[k, j, i]`, 0 around the box.
    func values(_ box: [Float]) -> [Float] { prepared.orientation.restored(box, of: prepared.box) }
}
