/// What is told of a case before it is segmented.
enum GivenText {
    /// What was given and imputed, and how good a mask the model's evaluation lets expect, if it says.
    static func of(_ given: [String], _ imputed: [String], _ expectation: String?) -> String {
        "given: \(given.joined(separator: ", "))" + (imputed.isEmpty ? "" : "; imputed from their features: \(imputed.joined(separator: ", "))")
            + (expectation.map { "\n\($0)" } ?? "")
    }
}
