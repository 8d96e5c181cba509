import Tensors

/// Where each buffer of a program lies in one arena: two buffers share memory when they are never alive together.
struct MemoryPlan {
    /// First float of each buffer.
    let offsets: [Int]
    /// Floats of the whole arena.
    let size: Int

    /// Lays out the largest buffers first, each at the lowest place that is free while it is alive.
    init(_ program: Program) {
        let lives = MemoryPlan.lives(program)
        var offsets = [Int](repeating: 0, count: program.buffers.count)
        var placed: [Int] = []
        for buffer in program.buffers.indices.sorted(by: { (-program.buffers[$0], $0) < (-program.buffers[$1], $1) }) {
            let neighbours = placed.filter { lives[$0].overlaps(lives[buffer]) }.sorted { offsets[$0] < offsets[$1] }
            var candidate = 0
            for other in neighbours {
                if candidate + program.buffers[buffer] <= offsets[other] { break }
                candidate = max(candidate, offsets[other] + program.buffers[other])
            }
            offsets[buffer] = candidate
            placed.append(buffer)
        }
        self.offsets = offsets
        size = program.buffers.indices.map { offsets[$0] + program.buffers[$0] }.max() ?? 0
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
        if case .buffer(let output) = program.output.place { last[output] = program.steps.count }
        return first.indices.map { (first[$0] ?? 0)...max(first[$0] ?? 0, last[$0]) }
    }
}
