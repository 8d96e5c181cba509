import CKernels
import Tensors

/// What work is done with: the kernels of one instruction set, a number of threads, and scratch memory for each.
///
/// A machine does one thing at a time; two plans that run at once need two machines.
public final class Machine: @unchecked Sendable {
    public let instructionSet: InstructionSet
    public var threads: Int { pool.workers }

    package let kernels: mk_kernels
    private let pool: ThreadPool
    private var scratch: [UnsafeMutableBufferPointer<Float>] = []

    /// Bits of a result depend on the instruction set, never on `threads`.
    public init(instructionSet: InstructionSet, threads: Int) {
        precondition(instructionSet <= .best, "\(instructionSet) on a machine that supports \(InstructionSet.best)")
        self.instructionSet = instructionSet
        kernels = mk_kernels_for(instructionSet.code)
        pool = ThreadPool(workers: threads)
    }

    /// The instruction set that `METAKD_ISA` allows and, unless given, as many threads as the process may use.
    public convenience init(threads: Int? = nil) throws(InstructionSetError) {
        self.init(instructionSet: try .chosen(), threads: threads ?? Machine.availableProcessors)
    }

    deinit {
        pool.stop()
        scratch.forEach(AlignedMemory.release)
    }

    /// Makes each worker's scratch memory at least this large. Called when a plan is made, not when it runs.
    package func reserveScratch(_ floats: Int) {
        guard (scratch.first?.count ?? 0) < floats else { return }
        scratch.forEach(AlignedMemory.release)
        scratch = (0..<threads).map { _ in AlignedMemory.uninitialized(count: floats) }
    }

    /// Bytes of scratch memory that the workers hold.
    package var scratchBytes: Int { scratch.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride } }

    /// Runs tasks 0..<count on all threads; each gets the scratch memory of the worker that runs it.
    package func run(_ count: Int, _ body: (_ task: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void) {
        if scratch.isEmpty { reserveScratch(Layout.block) }
        pool.run(count) { task, worker in body(task, scratch[worker].baseAddress!) }
    }
}
