import Foundation
import ModelFormat
import TestSupport
import Testing
import Workflow

/// What a second run of a batch does.
@Suite struct BatchResumptionTests {
    let batch: BatchBench

    init() throws { batch = try BatchBench() }

    /// Runs the batch again and expects how many cases it did and kept.
    private func resume(_ more: String..., done: Int, kept: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let outcome = try Program.infer.run(batch.arguments(["--resume"] + more))
        #expect(outcome.errors == "\(done) done, \(kept) kept from an earlier run, 0 failed\n", sourceLocation: sourceLocation)
    }

    @Test func onlyWhatDiffersIsDoneAgain() throws {
        batch.putThree()
        #expect(try batch.run().status == 0)
        let masks = try batch.masks()
        try resume(done: 0, kept: 3)
        try FileManager.default.removeItem(atPath: batch.output + "/a.nii.gz")
        try resume(done: 1, kept: 2)
        #expect(try batch.masks() == masks)
        try FileHandle(forWritingTo: URL(fileURLWithPath: batch.output + "/a.nii.gz")).truncate(atOffset: 200)
        try resume(done: 1, kept: 2)
        #expect(try batch.masks() == masks)
        batch.put("flair", "b-000/b-000-t2f.nii")
        try resume(done: 1, kept: 2)
        #expect(try batch.entries()[1].subset == "flair+t1c" && batch.masks() != masks)
        try resume("--label-scheme", "2023", done: 3, kept: 0)
        try TinyModel.write(batch.bench.scratch.file("other.metakd"), seed: 2)
        try resume("--label-scheme", "2023", "--model", batch.bench.scratch.file("other.metakd"), done: 3, kept: 0)
    }

    @Test func aFailedCaseIsTriedAgain() throws {
        batch.putThree()
        batch.bench.scratch.put([1], "cases/c/c_t1.nii")
        #expect(try batch.run().status == 2)
        batch.put("t1", "c/c_t1.nii")
        try resume(done: 1, kept: 3)
        #expect(try batch.entries().allSatisfy { $0.status == .done && $0.message == nil })
    }

    @Test func aKilledRunIsEndedAsIfUndisturbed() throws {
        for number in 10..<22 { batch.put(["flair", "t1", "t1c", "t2"][number % 4], "c\(number)/c\(number)_\(["flair", "t1", "t1c", "t2"][number % 4]).nii") }
        // The first case cannot be read, and its message says that the batch has begun.
        batch.bench.scratch.put([1], "cases/a/a_t1.nii")
        let undisturbed = batch.bench.scratch.file("undisturbed")
        #expect(try batch.run(output: undisturbed).status == 2)
        for _ in 0..<3 {
            let run = try Program.infer.start(batch.arguments(["--resume"]))
            #expect(run.firstErrors()?.contains("a: cannot read") == true)
            run.signal(SIGKILL)
            _ = run.outcome()
        }
        #expect(try batch.run("--resume").status == 2)
        #expect(try batch.names() == batch.names(undisturbed))
        #expect(try batch.masks() == batch.masks(undisturbed))
        #expect(try batch.entries().map(\.recipe) == Ledger(undisturbed + "/metakd-ledger.sqlite").entries().map(\.recipe))
    }

    @Test func anEarlierLedgerIsNotPassedOver() throws {
        batch.putThree()
        #expect(try batch.run().status == 0)
        let again = try batch.run()
        #expect(again.status == 73 && again.errors.contains("--resume") && again.errors.contains("--force"))
        #expect(try batch.run("--force").errors.hasPrefix("3 done"))
    }

    /// SQLite keeps the version in bytes 60 to 63 of the file.
    @Test func aLedgerOfALaterProgramIsRefused() throws {
        batch.putThree()
        #expect(try batch.run().status == 0)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: batch.ledger)))
        bytes[63] = 2
        let masks = try batch.masks()
        batch.bench.scratch.put(bytes, "masks/metakd-ledger.sqlite")
        let outcome = try batch.run("--resume")
        #expect(outcome.status == 65 && outcome.errors.contains("has version 2") && outcome.errorLines.count == 1)
        #expect(batch.bench.scratch.bytes("masks/metakd-ledger.sqlite")[60..<64] == [0, 0, 0, 2])
        #expect(try batch.masks() == masks)
    }

    @Test func aDamagedLedgerIsRefused() throws {
        batch.putThree()
        for bytes in [Array("no database, but long enough to be taken for one".utf8), Array("SQLite format 3\0".utf8) + [UInt8](repeating: 7, count: 4096)] {
            batch.bench.scratch.put(bytes, "masks/metakd-ledger.sqlite")
            let outcome = try batch.run("--resume")
            #expect(outcome.status == 65 && outcome.errors.contains("metakd-ledger.sqlite") && outcome.errors.contains("move it away"), "\(outcome.errors)")
            #expect(try batch.masks().isEmpty)
        }
    }
}
