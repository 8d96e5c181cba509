/// A genotype at one place of the genome.
package enum Genotype: Equatable {
    /// How many copies of the counted allele: 0, 1 or 2.
    case dosage(Int)
    case alleles(String, String)

    /// Reads `0`, `1`, `2`; `A/G`, `A|G`, `A G`; `AG`; or `E3E4`. Nil for any other text.
    package init?(_ text: String) {
        switch CategoryText.canonical(text) {
        case "0": self = .dosage(0)
        case "1": self = .dosage(1)
        case "2": self = .dosage(2)
        case let text:
            guard let (first, second) = Genotype.pair(text) else { return nil }
            self = .alleles(first, second)
        }
    }

    private static func pair(_ text: String) -> (String, String)? {
        for separator in ["/", "|", " "] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { continue }
            return parts.allSatisfy(isName) ? (parts[0], parts[1]) : nil
        }
        guard text.utf8.count.isMultiple(of: 2), text.utf8.count > 1 else { return nil }
        let middle = text.utf8.index(text.startIndex, offsetBy: text.utf8.count / 2)
        let halves = (String(text[..<middle]), String(text[middle...]))
        return isAllele(halves.0) && isAllele(halves.1) ? halves : nil
    }

    /// Whether a text may name an allele between separators: bases, a number, or as without separators.
    private static func isName(_ text: String) -> Bool {
        guard (1...20).contains(text.utf8.count) else { return false }
        return text.allSatisfy("ACGTacgt".contains) || text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } || isAllele(text)
    }

    /// Whether a text is an allele where nothing separates two: a base, or a letter and a number.
    private static func isAllele(_ text: String) -> Bool {
        if text.utf8.count == 1 { return "ACGTacgt".contains(text) }
        return text.first!.isLetter && text.utf8.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
