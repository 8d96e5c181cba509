import Files

/// Text made safe to stand in a page.
package enum HTMLText {
    /// The text on one line with control characters replaced and with nothing left that begins markup or ends an attribute.
    package static func escaped(_ text: String) -> String {
        text.printable.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}
