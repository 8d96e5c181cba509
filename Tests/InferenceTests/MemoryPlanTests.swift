import Inference
import Tensors
import Testing

/// Properties of the arena's layout for random programs.
@Suite struct MemoryPlanTests {
    @Test(arguments: 0..<300) func noTwoLiveValuesShareMemory(seed: UInt64) {
        let program = Lives(seed: seed)
        let plan = MemoryPlan(sizes: program.sizes, lives: program.lives)
        for a in program.sizes.indices {
            #expect(plan.offsets[a] >= 0 && plan.offsets[a] + program.sizes[a] <= plan.size)
            #expect(plan.offsets[a] * MemoryLayout<Float>.stride % AlignedMemory.alignment == 0)
            for b in program.sizes.indices where a < b && program.lives[a].overlaps(program.lives[b]) {
                let (first, second) = (plan.offsets[a]..<plan.offsets[a] + program.sizes[a], plan.offsets[b]..<plan.offsets[b] + program.sizes[b])
                #expect(!first.overlaps(second), "\(a) at \(first) and \(b) at \(second)")
            }
        }
    }

    @Test(arguments: 0..<300) func theArenaHoldsWhatIsAliveAndNoMoreThanEverything(seed: UInt64) {
        let program = Lives(seed: seed)
        let size = MemoryPlan(sizes: program.sizes, lives: program.lives).size
        let alive = (0...program.steps).map { step in program.sizes.indices.reduce(0) { $0 + (program.lives[$1].contains(step) ? program.sizes[$1] : 0) } }
        #expect(size >= alive.max()! && size <= program.sizes.reduce(0, +))
    }

    @Test(arguments: 0..<50) func theSameProgramGetsTheSameLayout(seed: UInt64) {
        let program = Lives(seed: seed)
        let first = MemoryPlan(sizes: program.sizes, lives: program.lives), second = MemoryPlan(sizes: program.sizes, lives: program.lives)
        #expect(first.offsets == second.offsets && first.size == second.size)
    }

    @Test func aChainNeedsTwoBuffersAndDisjointLivesNeedOne() {
        let sizes = Array(repeating: 64, count: 6)
        #expect(MemoryPlan(sizes: sizes, lives: (0..<6).map { $0...$0 + 1 }).size == 128)
        #expect(MemoryPlan(sizes: sizes, lives: (0..<6).map { $0...$0 }).size == 64)
        #expect(MemoryPlan(sizes: sizes, lives: (0..<6).map { _ in 0...9 }).size == 6 * 64)
        #expect(MemoryPlan(sizes: [], lives: []).size == 0)
    }
}

/// A random program: each step writes a buffer that a few later steps read.
private struct Lives {
    var sizes: [Int] = []
    var lives: [ClosedRange<Int>] = []
    let steps: Int

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        steps = Int.random(in: 1...30, using: &random)
        for step in 0..<steps {
            sizes.append(16 * Int.random(in: 1...(random.chance(0.2) ? 200 : 8), using: &random))
            lives.append(step...Int.random(in: step...min(steps, step + (random.chance(0.3) ? 20 : 3)), using: &random))
        }
    }
}
