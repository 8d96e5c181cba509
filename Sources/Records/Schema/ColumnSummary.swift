/// What the values of a column look like, from the first rows of a table.
struct ColumnSummary {
    let name: String
    /// Values that are not missing.
    private(set) var count = 0
    private(set) var missing = 0
    private(set) var distinct: Set<String> = []
    /// Texts that are no numbers, and values that hold them.
    private var words: Set<String> = []
    private var wordCount = 0
    private var areWhole = true
    /// Whether numbers are written with decimal points, and with commas.
    private var points = false
    private var commas = false
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
        let isNew = distinct.insert(text).inserted
        if isNew { look(at: text) }
        if words.contains(text) { wordCount += 1 }
        guard isNew else { return }
        let name = text.lowercased()
        if !name.hasSuffix(".wav") { areSounds = false }
        if !name.hasSuffix(".png"), !ColumnSummary.isIDX(name) { arePictures = false }
        guard arePairs || areDosages else { return }
        switch Genotype(text) {
        case .alleles: areDosages = false
        case .dosage: arePairs = false
        case nil: (arePairs, areDosages) = (false, false)
        }
    }

    /// Looks whether a new text is a number, and how it is written.
    private mutating func look(at text: String) {
        guard let number = NumberScanner.number(text, comma: true) else {
            words.insert(text)
            return
        }
        areWhole = areWhole && number == number.rounded()
        (points, commas) = (points || text.contains("."), commas || text.contains(","))
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
    private var word: String { (name.split(separator: ".").last.map(String.init) ?? name).lowercased().withoutBlanks }

    /// rs429358, SNP_17, chr19:44908684.
    private var isVariant: Bool {
        word.hasPrefix("snp") || word.hasPrefix("chr") || (word.hasPrefix("rs") && word.dropFirst(2).first?.isNumber == true)
    }

    /// Many different numbers are meant where nine of ten values are numbers: what else the column holds is refused when it is read, not taken for
    /// a category. Few may be codes, and whole ones that all differ names.
    private var areNumbers: Bool {
        if points, commas { return false }
        return wordCount == 0 || wordCount * 10 <= count && distinct.count > 20 && !(areWhole && distinct.count == count)
    }

    /// Whether the values are measured: BID, a gene, is no key.
    private var areFractions: Bool { wordCount == 0 && !areWhole }

    /// Whether each row has a value of its own, under a name as keys have it or as text.
    var isKey: Bool { missing == 0 && distinct.count == count && count > 1 && !areFractions && (isNamedAsKey || kind == .freeText && wordCount > 0) }

    /// Whether most rows have a value of their own, under a name as keys have it: a key with faults, which are told when it is read.
    var isFaultyKey: Bool { isNamedAsKey && !areFractions && distinct.count * 5 >= (count + missing) * 4 }

    var isNamedAsKey: Bool {
        isIdentifier || ["key", "subject", "patient", "sample", "record", "case"].contains(word) || (name.hasSuffix("ID") && name.uppercased() == name)
    }

    /// `id`, `patient_id`, `siteID`, `PTID`: what says who or where a record is from and must not be learned from.
    var isIdentifier: Bool {
        word.split { !$0.isLetter && !$0.isNumber }.last == "id" || ["rid", "pid", "sid", "ptid"].contains(word)
            || (name.hasSuffix("ID") && name.dropLast(2).last?.isLowercase == true)
    }

    var isLabel: Bool {
        ["class", "label", "target", "diagnosis", "dx", "group", "outcome", "y"].contains(word) && (2...50).contains(distinct.count)
    }
}
