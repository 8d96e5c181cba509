import Foundation

extension AudiovisionExperiment {
    /// Reads what `csv(_:)` wrote, in the order of seeds and voices.
    ///
    /// - Throws: `TrainingJobError.outcomesAbsent`, `badOutcomes` naming the line.
    package static func outcomes(_ path: String) throws(TrainingJobError) -> [Outcome] {
        guard FileManager.default.fileExists(atPath: path) else { throw .outcomesAbsent(path) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .badOutcomes(path, line: 1) }
        let lines = text.split(separator: "\n")
        guard lines.first.map(String.init) == header else { throw .badOutcomes(path, line: 1) }
        var outcomes: [Outcome] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard let outcome = Outcome(csv: line.split(separator: ",", omittingEmptySubsequences: false)) else { throw .badOutcomes(path, line: index + 1) }
            outcomes.append(outcome)
        }
        return outcomes
    }
}

extension AudiovisionExperiment.Outcome {
    /// A line of the file; nil where it is none.
    fileprivate init?(csv cells: [Substring]) {
        guard cells.count == 9, let share = Double(cells[2]), let seed = UInt64(cells[4]), let accuracy = Double(cells[6]),
              let image = Float(cells[7]), let audio = Float(cells[8]) else { return nil }
        let tested = AudiovisionPairs.modalities.firstIndex { $0 == cells[1] }
        switch (cells[0], tested) {
        case ("complete", nil): setup = .complete
        case ("single", let tested?): setup = .single(tested)
        case ("scarce", let tested?): setup = .scarce(tested: tested, share: share, isDistilled: cells[3] != "0")
        default: return nil
        }
        (self.seed, speaker, self.accuracy, importance) = (seed, cells[5].isEmpty ? nil : String(cells[5]), accuracy, [image, audio])
    }
}
