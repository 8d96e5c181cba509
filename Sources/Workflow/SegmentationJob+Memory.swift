import Networks
import Tensors

/// Work on several cases at once below a limit of memory.
extension SegmentationJob {
    /// Segments one case when there is memory for it, and writes the mask and what else is asked for.
    ///
    /// - Parameters: As of `run`.
    /// - Throws: As `run` does, and `WorkflowError.memoryShort`.
    package func run(_ request: SegmentationRequest, memory: MemoryGate, stage: (Stage) throws -> Void = { _ in }) throws -> SegmentationStatistics {
        try request.check()
        let share = try memory.enter(waiting: { try stage(.waiting) }) { reader.bytes(for: request.images.map(\.path), request.reference) }
        defer { withExtendedLifetime(share) {} }
        try stage(.reading)
        var later = 0
        let segmented = try segment(reader.load(request)) { need in
            try share.admit(waiting: { try stage(.waiting) }) {
                let found = try need()
                later = found.later
                return found.total
            }
        } stage: { part in
            if case .segmenting(.blending(tile: 1, _)) = part { share.settle(at: later) }
            try stage(part)
        }
        try stage(.writing)
        try segmented.write()
        return segmented.statistics
    }

    /// Lets go of compiled plans, which are kept for speed alone.
    package func removePlans() { segmenter.removePlans() }

    /// What the rest of a prepared case's segmentation will hold.
    func need(for prepared: PreparedCase, _ loaded: LoadedCase) throws(GraphError) -> MemoryNeed {
        let request = loaded.request
        let (extent, present) = (prepared.images.values.first!.shape.extent, prepared.present)
        let float = MemoryLayout<Float>.stride, image = extent.voxels * float, output = loaded.grids.output.count
        let isMoved = loaded.grids.output.difference(from: prepared.grid) != nil, (outputs, given) = (model.header.outputs.count, prepared.images.count)
        // Labels, their canonical copy and their components.
        var later = 16 * extent.voxels
        if request.options.mirroring { later += (2 * outputs + given) * image }
        if request.probabilities != nil || request.uncertainty != nil { later += (outputs + 1) * image + 2 * output * float }
        // Each region's probabilities in the box and there, and labels; then the images there, and cut to the brain.
        if isMoved {
            later += 2 * outputs * image + (outputs * float + 2) * output
            if request.overlay != nil || request.report != nil { later += 2 * (request.report == nil ? 1 : given) * output * float }
        }
        // Another subset's plan and probabilities, and the pictures.
        if request.report != nil { later += try segmenter.arenaBytes(for: extent, present) + (outputs + 2 + 2 * given) * image }
        return MemoryNeed(first: try segmenter.bytes(for: extent, present), later: later)
    }
}
