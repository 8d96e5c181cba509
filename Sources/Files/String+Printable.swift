extension String {
    /// The text on one line, at most 2,000 characters, with control characters replaced.
    package var printable: String { String(String.UnicodeScalarView(unicodeScalars.prefix(2000))).withoutControls }

    /// The text on one line, with control characters replaced: a file's text must not steer a terminal.
    package var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "?"
            default: scalar
            }
        }))
    }
}
