extension RecordsError {
    /// What kind of failure it is, for a program's exit code.
    package enum Category: Int32, Sendable {
        /// An input is not what it must be.
        case badData = 65
        /// An input is not there.
        case inputMissing = 66
        /// An output cannot be made.
        case cannotWrite = 73
        /// Reading failed below the file format.
        case inputOutput = 74
    }

    /// The kind of this failure.
    package var category: Category {
        switch self {
        case .fileAbsent: .inputMissing
        case .cannotRead, .databaseLocked, .database, .output(.writeFailed): .inputOutput
        case .output, .tableExists: .cannotWrite
        default: .badData
        }
    }
}
