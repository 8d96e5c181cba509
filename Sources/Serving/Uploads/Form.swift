import Hummingbird
import NIOCore

/// A form that has arrived: its texts, and its files on disk.
struct Form: Sendable {
    var texts: [String: String] = [:]
    /// The parts that are files, by name; each lies in the folder under that name and nothing else of what the client calls it.
    var files: Set<String> = []

    private static let textLimit = 4 << 10

    /// Receives a form.
    ///
    /// - Parameters:
    ///   - parser: Of the body's boundary.
    ///   - fileName: The name under which a part is stored as a file, by its name and whether it is sent as one; nil for a part that is a text.
    ///   - folder: Where files go.
    /// - Throws: `RequestError` for what is no form, or exceeds a limit.
    static func receive(_ body: RequestBody, _ parser: MultipartParser, _ limits: ServingLimits, in folder: JobFolder,
                        fileName: @Sendable (String, Bool) -> String?) async throws -> Form {
        var (form, parser, reader) = (Form(), parser, FormReader(limits, folder))
        try await body.forEachPiece(limit: limits.bodyBytes) { piece in
            parser.feed(piece)
            while let event = try parser.next() {
                if event == .end { break }
                try await reader.take(event, into: &form, fileName: fileName)
            }
        }
        guard try parser.next() == .end else { throw RequestError.endedEarly }
        return form
    }

    /// Puts the parts where they belong, one after the other.
    private struct FormReader {
        private let limits: ServingLimits
        private let folder: JobFolder
        private var parts = 0
        private var name = ""
        private var file: UploadedFile?
        private var text = ByteBuffer()

        init(_ limits: ServingLimits, _ folder: JobFolder) { (self.limits, self.folder) = (limits, folder) }

        mutating func take(_ event: MultipartParser.Event, into form: inout Form, fileName: (String, Bool) -> String?) async throws {
            switch event {
            case .part(let name, let isFile): try begin(name, fileName(name, isFile), &form)
            case .bytes(let bytes): try await append(bytes)
            case .endOfPart: try await end(&form)
            case .end: break
            }
        }

        private mutating func begin(_ name: String, _ fileName: String?, _ form: inout Form) throws {
            parts += 1
            guard parts <= limits.parts else { throw RequestError.tooLarge("the form", limit: "\(limits.parts) parts") }
            self.name = fileName ?? name
            guard !form.files.contains(self.name), form.texts[self.name] == nil else {
                throw RequestError.badRequest("the form has two parts for \(self.name); send one of each")
            }
            if let fileName { file = try UploadedFile(folder.file(fileName)) }
        }

        private mutating func append(_ bytes: ByteBuffer) async throws {
            if let file { return try await file.append(bytes) }
            text.writeImmutableBuffer(bytes)
            guard text.readableBytes <= Form.textLimit else { throw RequestError.tooLarge("the part \(name.prefix(64))", limit: "\(Form.textLimit) bytes") }
        }

        private mutating func end(_ form: inout Form) async throws {
            if let file {
                try await file.flush()
                self.file = nil
                form.files.insert(name)
            } else {
                form.texts[name] = String(buffer: text)
                text.clear()
            }
        }
    }
}

/// Does something in time, or gives up.
///
/// - Throws: `RequestError.tooSlow` when the time is over.
func withDeadline<Value: Sendable>(seconds: Double, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw RequestError.tooSlow(seconds: seconds)
        }
        defer { group.cancelAll() }
        return try await group.next()!
    }
}
