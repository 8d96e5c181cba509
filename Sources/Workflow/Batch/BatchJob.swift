import Files
import Foundation
import Imaging
import ModelFormat

/// Segments all cases of a directory with one loaded model. The next case is read and the last one written while one is segmented.
public final class BatchJob {
    /// A case that could not be done.
    public struct Failure: Sendable, Equatable {
        public let name: String
        /// One or two lines with the remedy.
        public let message: String
    }

    private let request: BatchRequest
    private let job: SegmentationJob
    private let ledger: Ledger
    private var lock: BatchLock?
    private let items: [(name: String, folder: Result<CaseFolder, ImagingError>)]
    private var progress: BatchProgress
    private let report: (BatchProgress, Failure?) -> Void
    private let warn: (String, [InputWarning]) -> Void
    private let clock = ContinuousClock()

    /// Finds the cases, loads the model, opens the ledger.
    ///
    /// - Parameters:
    ///   - report: Called after every case, with why it failed if it did.
    ///   - warn: Called before that for a case with doubtful images, with its name.
    /// - Throws: `WorkflowError`, `ModelError`, `ImagingError` or `InstructionSetError`; then no mask has been written.
    public init(_ request: BatchRequest, report: @escaping (BatchProgress, Failure?) -> Void = { _, _ in },
                warn: @escaping (String, [InputWarning]) -> Void = { _, _ in }) throws {
        try request.check()
        items = try request.cases()
        job = try SegmentationJob(model: request.model, precision: request.precision, threads: request.threads)
        try request.makeOutput()
        lock = try BatchLock(request)
        ledger = try request.openLedger()
        (self.request, self.report, self.warn, progress) = (request, report, warn, BatchProgress(left: items.count))
    }

    /// Does all cases; one that fails does not stop the rest.
    ///
    /// - Throws: `WorkflowError` where the ledger cannot be written: what was done by then stays.
    public func run() throws -> BatchProgress {
        defer {
            ledger.close()
            lock = nil
        }
        let start = clock.now
        let options = Result { () throws(ImagingError) in try request.recipeOptions() }
        // The gate asks for room on the thread of this loop alone, which uses the job.
        nonisolated(unsafe) let job = job
        let memory = MemoryGate(limit: request.memoryLimit) { job.removePlans() }
        let steps = items.map { item in BatchStep(item.name, item.folder, request, options, job.reader, ledger) }
        var (reading, writing) = (BackgroundWork<BatchStep.Input>?.none, BackgroundWork<BatchStep.Ending>?.none)
        for number in steps.indices {
            let current = try reading?.value() ?? steps[number].read { bytes in _ = try memory.enter(bytes) }
            reading = nil
            var share: MemoryShare?
            defer { withExtendedLifetime(share) {} }
            let ending = try segment(current, steps[number], after: &writing, start) { need in
                share = try memory.enter { try need().total }
                // The next case is read meanwhile only where there is room for both.
                if number + 1 < steps.count, memory.hasRoom(for: steps[number + 1].readingBytes) {
                    reading = BackgroundWork { try steps[number + 1].read { _ in } }
                }
            }
            if let ending { try settle(ending, start) }
            if reading == nil { try finish(&writing, start) }
        }
        try finish(&writing, start)
        return progress
    }

    /// Segments what was read and has it written; gives the ending of a case for which nothing is written.
    private func segment(_ input: BatchStep.Input, _ step: BatchStep, after writing: inout BackgroundWork<BatchStep.Ending>?,
                         _ start: ContinuousClock.Instant, admit: (_ need: () throws -> MemoryNeed) throws -> Void) throws -> BatchStep.Ending? {
        guard case .loaded(let loaded, let entry) = input else { return input.ending }
        let began = clock.now
        func attempt() -> Result<SegmentedCase, any Error> { Result { try job.segment(loaded, admit: admit) } }
        var result = attempt()
        if case .failure(WorkflowError.memoryShort) = result, writing != nil {
            // What is still to be written of the last case goes first.
            try finish(&writing, start)
            result = attempt()
        }
        let segmented: SegmentedCase
        do { segmented = try result.get() } catch { return try step.fail(entry, error) }
        try finish(&writing, start)
        let seconds = (clock.now - began) / .seconds(1)
        writing = BackgroundWork { try step.write(segmented, entry, seconds: seconds) }
        return nil
    }

    /// Waits until the last case is written, if one is being written, and lets go of it.
    private func finish(_ writing: inout BackgroundWork<BatchStep.Ending>?, _ start: ContinuousClock.Instant) throws {
        guard let ending = try writing?.value() else { return }
        writing = nil
        try settle(ending, start)
    }

    private func settle(_ ending: BatchStep.Ending, _ start: ContinuousClock.Instant) throws {
        var failure: Failure?
        switch ending {
        case .done(let name, let warnings):
            progress.done += 1
            if !warnings.isEmpty { warn(name, warnings) }
        case .kept: progress.kept += 1
        case .failed(let reason):
            progress.failed += 1
            failure = reason
        }
        progress.left -= 1
        let worked = progress.done + progress.failed
        if progress.done > 0 { progress.secondsLeft = (clock.now - start) / .seconds(1) / Double(worked) * Double(progress.left) }
        report(progress, failure)
    }
}
