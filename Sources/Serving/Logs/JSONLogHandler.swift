import Foundation
import Logging

/// Writes each event to standard error as one line of JSON: time (UTC), level, message, and metadata.
struct JSONLogHandler: LogHandler {
    private struct Line: Encodable {
        let time, level, message: String
        let metadata: [String: String]
    }

    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata] { all.merge(more ?? [:]) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = Line(time: Date().ISO8601Format(.init(includingFractionalSeconds: true)), level: event.level.rawValue, message: "\(event.message)",
                        metadata: all.mapValues { "\($0)" })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        // One write, so that lines of several threads do not mix. Where it fails, nobody is left to be told.
        try? FileHandle.standardError.write(contentsOf: data + [0x0A])
    }
}
