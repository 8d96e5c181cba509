import Foundation
import Records
import TestSupport

/// A folder with a small table and the model of a classifier trained on it in a second: key `id`, label `class` of `no` and `yes`,
/// modalities a: numbers x, y and b: category sex, genotype apoe.
struct RecordsBench {
    let scratch = Scratch()
    var model: String { scratch.file("m.metakd") }

    static let header = "id,class,x,y,sex,apoe\n"

    static let schema = """
        key: id
        label: class
        classes: ["no", "yes"]
        modalities:
        - {name: a, numeric: [x, y]}
        - {name: b, categorical: [sex], genotype: [apoe]}
        """

    /// A trained model's bytes, made once.
    private static let trained: Result<[UInt8], any Error> = Result {
        let bench = RecordsBench(untrained: ())
        let outcome = try Program.train.run(bench.training() + ["--quiet"])
        guard outcome.status == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSDebugDescriptionErrorKey: outcome.errors]) }
        return bench.scratch.bytes("m.metakd")
    }

    init() throws {
        self.init(untrained: ())
        scratch.put(try RecordsBench.trained.get(), "m.metakd")
    }

    private init(untrained: Void) {
        put((0..<60).map { "r\($0),\($0 % 2 == 0 ? "no" : "yes"),\($0 % 7),\($0 % 2).5,\($0 % 3 == 0 ? "m" : "f"),E3E\(3 + $0 % 2)\n" }.joined(), "good.csv")
        scratch.put(Array(RecordsBench.schema.utf8), "s.yaml")
    }

    /// Writes rows under the header.
    @discardableResult
    func put(_ rows: String, _ name: String = "bad.csv") -> String { scratch.put(Array((RecordsBench.header + rows).utf8), name) }

    /// The arguments that train on a table.
    func training(_ table: String = "good.csv", _ more: String...) -> [String] {
        ["classify", "--data", scratch.file(table), "--schema", scratch.file("s.yaml"), "-o", model, "--epochs", "2", "--features", "4", "--decoder-width", "4"] + more
    }

    /// The arguments that classify a table.
    func inference(_ table: String = "bad.csv", _ output: String = "p.csv", _ more: String...) -> [String] {
        ["classify", "--model", model, "--records", scratch.file(table), "-o", scratch.file(output)] + more
    }

    /// Every file of the folder, by name.
    func contents() -> [String: [UInt8]] { Dictionary(uniqueKeysWithValues: scratch.names.map { ($0, scratch.bytes($0)) }) }
}
