/// What a classifier found of some records, in their order.
package struct Predictions: Sendable {
    package var keys: [String]
    /// `[records]`, indices into the classes.
    package var predicted: [Int]
    /// `[records, classes]`
    package var probabilities: [Float]
    /// The names of the modalities that were used of each record, and of those that were imputed, joined by `+` `[records]`.
    package var used: [String]
    package var imputed: [String]

    package init(keys: [String], predicted: [Int], probabilities: [Float], used: [String], imputed: [String]) {
        (self.keys, self.predicted, self.probabilities, self.used, self.imputed) = (keys, predicted, probabilities, used, imputed)
    }

    package var count: Int { keys.count }
}

/// A table of predictions that is written piece by piece and appears whole or not at all.
package protocol PredictionSink: AnyObject {
    associatedtype Piece
    /// Makes what is written of some records; any number of threads may do so at once.
    func prepare(_ predictions: Predictions) -> Piece
    /// Writes the next piece.
    func append(_ piece: Piece) throws(RecordsError)
    /// Ends the table and gives it its name.
    func publish() throws(RecordsError)
}

/// The columns of a table of predictions: key, `predicted`, `probability_CLASS` for each class, `modalities_used`, `modalities_imputed`.
package struct PredictionColumns: Sendable, Hashable {
    package let key: String
    package let classes: [String]

    /// - Parameter key: The key column's name; `record` where records are numbered.
    package init(key: String?, classes: [String]) { (self.key, self.classes) = (key ?? "record", classes) }

    package var names: [String] { [key, "predicted"] + classes.map { "probability_\($0)" } + ["modalities_used", "modalities_imputed"] }

    /// Refuses two columns of one name, which for a database may differ in capitals.
    package func check(for output: TableLocation) throws(RecordsError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(output.isDatabase ? name.lowercased() : name).inserted { throw .columnTwice(path: output.path, name: name) }
    }
}
