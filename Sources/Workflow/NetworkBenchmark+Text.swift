import Foundation

extension NetworkBenchmark {
    /// The measurements for people.
    public var text: String {
        let lines = [
            "\(subset) at \(shape), \(precision.rawValue), \(instructionSet), \(threads) \(threads == 1 ? "thread" : "threads")",
            String(format: "median %.3f s of %d (%.3f, quartiles %.3f and %.3f, %.3f) after %d untimed, ready after %.3f s",
                   medianS, repeats, minS, lowerQuartileS, upperQuartileS, maxS, warmUps, readyS),
            String(format: "%.1f GFLOP as written (%.0f/s), %.1f run (%.0f/s)", gflopWritten, gflopPerSWritten, gflopRun, gflopPerSRun),
            String(format: "arena %.0f MiB, peak resident %.0f MiB, mean |logit| %.4f", arenaMib, peakRssMib, meanAbs),
            check?.text ?? "not checked against the scalar kernels",
        ]
        return lines.joined(separator: "\n") + (plan.map { "\n\n\($0.text)" } ?? "")
    }
}

extension ScalarCheck {
    fileprivate var text: String {
        String(format: "agrees with the scalar kernels at \(shape)%@: largest difference %.1e of logits up to %.1f (allowed %.1e)",
               usesTheSameMethods ? "" : " (where not every layer is computed as in the timed run)", maxAbs, largest, tolerance)
    }
}
