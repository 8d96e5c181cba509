import Logging

/// How a log's lines look.
public enum LogFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// One JSON object a line, for programs.
    case json

    /// Logs to standard error.
    public func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "metakd-infer") { label in
            switch self {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler()
            }
        }
        logger.logLevel = level
        return logger
    }
}
