import Tensors

/// Divides records into parts in which every class has the same share as in the whole.
package enum StratifiedSplit {
    /// Parts of given sizes, such as 0.7, 0.15 and 0.15 for training, validation and test.
    ///
    /// - Parameters:
    ///   - labels: The class of each record.
    ///   - fractions: The parts' shares, which add up to 1.
    /// - Returns: The records of each part in ascending order. Each record is in one part; what a class rounds to goes to the earlier parts.
    package static func parts(_ labels: [Int], fractions: [Double], seed: UInt64) -> [[Int]] {
        precondition(abs(fractions.reduce(0, +) - 1) < 1e-9, "shares add up to \(fractions.reduce(0, +)), expected 1")
        var parts = fractions.map { _ in [Int]() }
        for members in classes(labels, seed: seed) {
            var (start, share) = (0, 0.0)
            for (part, fraction) in fractions.enumerated() {
                share += fraction
                let end = part == fractions.count - 1 ? members.count : Int((share * Double(members.count)).rounded())
                parts[part] += members[start..<max(start, end)]
                start = max(start, end)
            }
        }
        return parts.map { $0.sorted() }
    }

    /// Folds of equal size, give or take one record of each class, for cross-validation.
    ///
    /// - Throws: `tooFewRecords` if a class has fewer records than there are folds.
    package static func folds(_ labels: [Int], count: Int, classNames: [String], seed: UInt64) throws(RecordsError) -> [[Int]] {
        precondition(count > 1, "\(count) folds, expected 2 or more")
        var (folds, next) = ((0..<count).map { _ in [Int]() }, 0)
        for members in classes(labels, seed: seed) {
            guard members.count >= count else {
                throw .tooFewRecords(className: classNames[labels[members[0]]], found: members.count, expected: count)
            }
            // The next class goes on where this one ended, so that the folds' sizes differ by one at most.
            for member in members {
                folds[next % count].append(member)
                next += 1
            }
        }
        return folds.map { $0.sorted() }
    }

    /// The records of each class, shuffled, in the order of the classes.
    private static func classes(_ labels: [Int], seed: UInt64) -> [[Int]] {
        Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }.map { label, members in
            var generator = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(label)))
            return members.shuffled(using: &generator)
        }
    }
}
