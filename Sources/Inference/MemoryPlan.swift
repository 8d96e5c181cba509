import Tensors

/// Where each buffer of a program lies in one arena: two buffers share memory when they are never alive together.
package struct MemoryPlan {
    /// First float of each buffer.
    package let offsets: [Int]
    /// Floats of the whole arena.
    package let size: Int

    init(_ program: Program) { self.init(sizes: program.buffers.map(\.arenaFloats), lives: MemoryPlan.lives(program)) }

    /// Lays out the largest buffers first, and those that live longest among equals, each at the lowest place that is free while it is alive.
    ///
    /// - Parameters:
    ///   - sizes: Floats of each buffer, multiples of 16, so that every buffer begins at a cache line.
    ///   - lives: The steps from the one that writes a buffer to the last that reads it.
    package init(sizes: [Int], lives: [ClosedRange<Int>]) {
        var offsets = [Int](repeating: 0, count: sizes.count)
        var placed: [Int] = []
        for buffer in sizes.indices.sorted(by: { (-sizes[$0], -lives[$0].count, $0) < (-sizes[$1], -lives[$1].count, $1) }) {
            let neighbours = placed.filter { lives[$0].overlaps(lives[buffer]) }.sorted { offsets[$0] < offsets[$1] }
            var candidate = 0
            for other in neighbours {
                if candidate + sizes[buffer] <= offsets[other] { break }
                candidate = max(candidate, offsets[other] + sizes[other])
            }
            offsets[buffer] = candidate
            placed.append(buffer)
        }
        self.offsets = offsets
        size = sizes.indices.map { offsets[$0] + sizes[$0] }.max() ?? 0
    }

    /// From the step that writes a buffer to the last that reads it.
    static func lives(_ program: Program) -> [ClosedRange<Int>] {
        var (first, last) = ([Int?](repeating: nil, count: program.buffers.count), [Int](repeating: 0, count: program.buffers.count))
        for (number, step) in program.steps.enumerated() {
            let access = step.access
            for buffer in access.reads { last[buffer] = number }
            if let written = access.writes {
                first[written] = first[written] ?? number
                last[written] = max(last[written], number)
            }
        }
        for output in program.outputs {
            if case .buffer(let buffer) = output.place { last[buffer] = program.steps.count }
        }
        return first.indices.map { (first[$0] ?? 0)...max(first[$0] ?? 0, last[$0]) }
    }
}
