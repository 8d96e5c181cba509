import Foundation

extension PlanExplanation {
    /// The plan as a table of steps and one of buffers.
    public var text: String {
        let columns = ["step", "operation", "node", "method", "reads", "→", "shape", "GMAC folded", "run", "MiB read", "written"]
            + (isMeasured ? ["ms", "GFLOP/s", "GB/s"] : [])
        let rows = steps.enumerated().map { number, step in
            ["\(number)", step.operation + (step.kernel.map { " " + Self.product($0) } ?? ""), step.node ?? "", step.method ?? "",
             step.inputs.map(\.text).joined(separator: ", "), step.outputText, Self.product(step.shape),
             Self.giga(step.multiplyAddsFolded), Self.giga(step.multiplyAddsRun), Self.mebi(step.bytesRead), Self.mebi(step.bytesWritten)]
                + (isMeasured ? step.rates : [])
        }
        let places = buffers.enumerated().map { ["b\($0)", $1.storage, Self.mebi($1.offset), Self.mebi($1.bytes), "\($1.firstStep)–\($1.lastStep)"] }
        let counts = [multiplyAddsWritten, multiplyAddsFolded, multiplyAddsRun].map { Double($0) / 1e9 }
        let unshared = buffers.reduce(0) { $0 + $1.bytes }
        return """
            \(Self.table([columns] + rows, leading: 1...6))

            \(Self.table([["buffer", "holds", "at MiB", "MiB", "steps"]] + places, leading: 0...1))

            \(String(format: "GMAC: %.2f as written, %.2f with imputed inputs folded, %.2f run", counts[0], counts[1], counts[2]))
            MiB: arena \(Self.mebi(arenaBytes)) (\(Self.mebi(unshared)) unshared), scratch \(Self.mebi(scratchBytes)), packed weights \(Self.mebi(weightBytes))
            GB/s counts each value once, as if caches were large
            +stats: also finds mean and variance of its output; norm, lrelu: applied as a value is loaded; +=: adds to the buffer
            """
    }

    private var isMeasured: Bool { steps.contains { $0.seconds != nil } }

    private static func product(_ values: [Int]) -> String { values.map(String.init).joined(separator: "×") }

    private static func giga(_ count: Int) -> String { count == 0 ? "" : String(format: "%.3f", Double(count) / 1e9) }

    private static func mebi(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 0x1p20) }

    /// Columns as wide as their widest cell; those of `leading` flush left.
    private static func table(_ rows: [[String]], leading: ClosedRange<Int>) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return leading.contains(column) ? cell + space : space + cell
            }.joined(separator: "  ").trimmingSuffix(" ")
        }.joined(separator: "\n")
    }
}

extension PlanExplanation.Input {
    /// `lrelu(norm(b3))`.
    fileprivate var text: String {
        var text = image.map { "image \($0)" } ?? buffer.map { "b\($0)" } ?? ""
        if isNormalised { text = "norm(\(text))" }
        return slope == 1 ? text : "lrelu(\(text))"
    }
}

extension PlanExplanation.Step {
    /// Milliseconds, GFLOP/s as run, GB/s read and written; empty if not measured.
    fileprivate var rates: [String] {
        guard let seconds, seconds > 0 else { return ["", "", ""] }
        let flops = multiplyAddsRun == 0 ? "" : String(format: "%.0f", 2e-9 * Double(multiplyAddsRun) / seconds)
        return [String(format: "%.2f", seconds * 1e3), flops, String(format: "%.1f", 1e-9 * Double(bytesRead + bytesWritten) / seconds)]
    }

    /// `+= b4 +stats`.
    fileprivate var outputText: String { (accumulates ? "+= " : "") + (output.map { "b\($0)" } ?? "") + (gathersStatistics ? " +stats" : "") }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String { String(reversed().drop { $0 == character }.reversed()) }
}
