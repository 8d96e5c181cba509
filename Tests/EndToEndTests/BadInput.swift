import TestSupport
import Testing

/// A run that must be refused: one clear error, its exit status, and not one file more, fewer or changed.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int32
    /// Puts what is needed in place; gives the arguments, and what the error has to say: the file or field, and the remedy.
    let prepare: @Sendable (Bench) throws -> (arguments: [String], says: [String])

    init(_ description: String, _ status: Int32, prepare: @escaping @Sendable (Bench) throws -> (arguments: [String], says: [String])) {
        (testDescription, self.status, self.prepare) = (description, status, prepare)
    }

    /// An image that cannot be used.
    static func image(_ description: String, _ status: Int32, says: String..., file: @escaping @Sendable (Bench) throws -> String) -> BadInput {
        BadInput(description, status) { bench in
            let path = try file(bench)
            return (bench.arguments(images: ["--t1", path]), [path] + says)
        }
    }

    func check() throws {
        let bench = try Bench()
        let (arguments, says) = try prepare(bench)
        let before = try bench.contents()
        let outcome = try Program.infer.run(arguments)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(1...2 ~= outcome.errorLines.count && outcome.errors.hasPrefix("metakd-infer: "), "\(outcome.errors)")
        for text in says { #expect(outcome.errors.contains(text)) }
        #expect(try bench.contents() == before)
    }
}
