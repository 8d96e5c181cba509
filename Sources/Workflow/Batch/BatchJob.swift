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
    let ledger: Ledger
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
        let search = try CaseSearch(request.input)
        job = try SegmentationJob(model: request.model, precision: request.precision, threads: request.threads)
        try request.makeOutput()
        ledger = try Ledger(request.ledger)
        if request.overwrite && !request.resume { try ledger.clear() }
        let all = search.cases.map { (name: $0.name, folder: Result<CaseFolder, ImagingError>.success($0)) }
            + search.failures.map { (name: $0.name, folder: .failure($0.error)) }
        let sorted = all.sorted { $0.name < $1.name }
        items = request.shard?.part(of: sorted) ?? sorted
        (self.request, self.report, self.warn, progress) = (request, report, warn, BatchProgress(left: items.count))
    }

    /// Does all cases; one that fails does not stop the rest.
    ///
    /// - Throws: `WorkflowError` where the ledger cannot be written: what was done by then stays.
    public func run() throws -> BatchProgress {
        defer { ledger.close() }
        let start = clock.now
        let steps = items.map { item in BatchStep(item.name, item.folder, request, job.reader, ledger) }
        var reading = steps.first.map { step in BackgroundWork { try step.read() } }
        var writing: BackgroundWork<BatchStep.Ending>?
        for number in steps.indices {
            let current = try reading!.value()
            reading = number + 1 < steps.count ? BackgroundWork { try steps[number + 1].read() } : nil
            let ending = try segment(current, steps[number], after: &writing, start)
            if let ending { try settle(ending, start) }
        }
        if let writing { try settle(writing.value(), start) }
        return progress
    }

    /// Segments what was read and has it written; gives the ending of a case for which nothing is written.
    private func segment(_ input: BatchStep.Input, _ step: BatchStep, after writing: inout BackgroundWork<BatchStep.Ending>?,
                         _ start: ContinuousClock.Instant) throws -> BatchStep.Ending? {
        guard case .loaded(let loaded, let entry) = input else { return input.ending }
        let began = clock.now
        let segmented: SegmentedCase
        do { segmented = try job.segment(loaded) } catch { return try step.fail(entry, error) }
        if let last = writing { try settle(last.value(), start) }
        let seconds = (clock.now - began) / .seconds(1)
        writing = BackgroundWork { try step.write(segmented, entry, seconds: seconds) }
        return nil
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
