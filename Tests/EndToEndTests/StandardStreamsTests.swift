import Foundation
import TestSupport
import Testing

/// Standard streams that are closed, full or no terminal.
@Suite struct StandardStreamsTests {
    private let quiet = "--flair in/flair.nii --model tiny.metakd -o out/mask.nii"

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"]) func segmentingDoesWithout(streams: String) throws {
        let bench = try Bench()
        try bench.segment(output: bench.scratch.file("out/other.nii"))
        #expect(try Program.infer.shell("exec \"$PROGRAM\" \(quiet) \(streams)", in: bench.folder).status == 0)
        #expect(bench.scratch.bytes("out/mask.nii") == bench.scratch.bytes("out/other.nii"))
    }

    @Test(arguments: [(">/dev/full", "no space left on device"), (">&-", "bad file descriptor")], ["inspect tiny.metakd", "verify tiny.metakd --json", "--help"])
    func whatCannotBePrintedIsAnError(stream: (redirection: String, reason: String), arguments: String) throws {
        let bench = try Bench()
        let outcome = try Program.infer.shell("exec \"$PROGRAM\" \(arguments) \(stream.redirection)", in: bench.folder)
        #expect(outcome.status == 74 && outcome.errors.contains("standard output cannot be written (\(stream.reason))"), "\(outcome)")
    }

    @Test func progressIsShownOnATerminalAlone() throws {
        let bench = try Bench()
        let shown = try Program.infer.runOnTerminal(bench.arguments())
        #expect(shown.status == 0 && shown.errors.contains("\r\u{1B}[Ksegmenting: tile 1 of ") && shown.errors.hasSuffix("\r\u{1B}[K"))
        #expect(try !bench.segment("--force").errors.contains("\r"))
        let silent = try Program.infer.runOnTerminal(bench.arguments("--force", "--quiet"))
        #expect(silent.status == 0 && silent.errors.isEmpty)
    }
}
