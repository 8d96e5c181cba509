/// What the values of a column look like, from the first rows of a table.
struct ColumnSummary {
    let name: String
    /// Values that are not missing.
    private(set) var count = 0
    private(set) var missing = 0
    private(set) var distinct: Set<String> = []
    private var areNumbers = true
    private var arePairs = true
    private var areDosages = true
    private var arePictures = true
    private var areSounds = true

    init(name: String) { self.name = name }

    mutating func add(_ text: String, isMissing: Bool) {
        guard !isMissing else {
            missing += 1
            return
        }
        count += 1
        guard distinct.insert(text).inserted else { return }
        let name = text.lowercased()
        if !name.hasSuffix(".wav") { areSounds = false }
        if !name.hasSuffix(".png"), !ColumnSummary.isIDX(name) { arePictures = false }
        if areNumbers, NumberScanner.number(text) == nil { areNumbers = false }
        guard arePairs || areDosages else { return }
        switch Genotype(text) {
        case .alleles: areDosages = false
        case .dosage: arePairs = false
        case nil: (arePairs, areDosages) = (false, false)
        }
    }

    /// `t10k-images-idx3-ubyte.gz#17`
    private static func isIDX(_ name: String) -> Bool {
        name.lastIndex(of: "#").map { name[..<$0].contains("idx") && Int(name[name.index(after: $0)...]) != nil } ?? false
    }

    enum Kind { case numeric, categorical, genotype, picture, sound, empty, freeText }

    /// Pairs of alleles make a genotype; 0, 1, 2 only under the name of a variant, since many counts and scores look the same.
    var kind: Kind {
        if count == 0 { return .empty }
        if arePictures { return .picture }
        if areSounds { return .sound }
        if arePairs || (areDosages && isVariant) { return .genotype }
        if areNumbers { return .numeric }
        return distinct.count <= 20 && distinct.count < max(3, count) ? .categorical : .freeText
    }

    /// The name behind the last point, in small letters.
    private var word: String { (name.split(separator: ".").last.map(String.init) ?? name).lowercased() }

    /// rs429358, SNP_17, chr19:44908684.
    private var isVariant: Bool {
        word.hasPrefix("snp") || word.hasPrefix("chr") || (word.hasPrefix("rs") && word.dropFirst(2).first?.isNumber == true)
    }

    /// Whether each row has a value of its own, under a name as keys have it or as text.
    var isKey: Bool {
        guard missing == 0, distinct.count == count, count > 1 else { return false }
        return ["key", "subject", "patient", "sample", "record", "case"].contains(word) || word.hasSuffix("id") || kind == .freeText
    }

    var isLabel: Bool {
        ["class", "label", "target", "diagnosis", "dx", "group", "outcome", "y"].contains(word) && (2...50).contains(distinct.count)
    }
}
