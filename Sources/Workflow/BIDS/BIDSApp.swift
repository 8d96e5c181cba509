import Imaging

/// What a BIDS App is asked for: a dataset, a directory for derivatives, and which of its levels to run.
public struct BIDSApp: Sendable {
    public enum Level: String, Sendable, CaseIterable {
        /// Masks of every subject.
        case participant
        /// A table of all subjects' volumes, from the masks of the participant level.
        case group
    }

    private let dataset, output: String
    private let participants: Set<String>?

    /// - Parameters:
    ///   - participants: Labels of subjects, with or without `sub-`; none for all.
    ///   - isValidated: Whether the dataset has to have a description as BIDS requires.
    /// - Throws: `WorkflowError.notBIDS`.
    public init(dataset: String, output: String, participants: [String], isValidated: Bool) throws {
        (self.dataset, self.output) = (dataset, output)
        self.participants = participants.isEmpty ? nil : Set(participants.map { $0.hasPrefix("sub-") ? String($0.dropFirst(4)) : $0 })
        if isValidated { try BIDSDataset(dataset).validate() }
    }

    /// The participant level as a batch. A mask of an earlier run is replaced.
    public var request: BatchRequest {
        var request = BatchRequest(input: dataset, output: output)
        (request.layout, request.participants, request.overwrite) = (.bids, participants, true)
        return request
    }

    /// Makes the output directory, if need be, a derivative dataset.
    ///
    /// - Throws: `WorkflowError.foreignDataset` for one that another program made; `FileError`.
    public func describe() throws {
        try request.makeOutput()
        try BIDSDataset(output).describe(derivedFrom: dataset)
    }

    /// Writes the group level's table.
    ///
    /// - Returns: How many masks it tells of.
    public func writeGroupTable() throws -> Int {
        let table = try BIDSGroupTable(output, participants: participants)
        try table.write(to: output)
        return table.count
    }
}
