/// The one way of writing a category or a label, so that 1, 1.0 and 1.000e+00 from different programs are the same.
enum CategoryText {
    /// Whole numbers without a fraction; other texts without white space around them.
    static func canonical(_ text: String) -> String {
        guard let first = text.utf8.first else { return text }
        if first < 0x3A, let number = NumberScanner.number(text), let canonical = whole(Double(number)) { return canonical }
        guard first == 0x20 || first == 0x09 || text.utf8.last == 0x20 || text.utf8.last == 0x09 else { return text }
        return text.withoutBlanks
    }

    /// A number of a database as text.
    static func canonical(_ number: Double) -> String { whole(number) ?? "\(number)" }

    private static func whole(_ number: Double) -> String? {
        abs(number) < 0x1p24 && number == number.rounded() ? String(Int(number)) : nil
    }
}

extension String {
    /// Without blanks and tabs around it.
    var withoutBlanks: String {
        var trimmed = Substring(self)
        while let first = trimmed.first, first == " " || first == "\t" { trimmed.removeFirst() }
        while let last = trimmed.last, last == " " || last == "\t" { trimmed.removeLast() }
        return String(trimmed)
    }
}
