import Foundation
import NIOCore

/// Takes a `multipart/form-data` body (RFC 7578) apart as it arrives, holding no more of it than a part's header or one piece.
struct MultipartParser {
    enum Event: Hashable {
        /// `isFile`: whether the client gives it the name of a file.
        case part(name: String, isFile: Bool)
        case bytes(ByteBuffer)
        case endOfPart
        case end
    }

    private enum State { case preamble, delimiter, header, content, finished }

    private static let headerLimit = 8 << 10
    private let delimiter: [UInt8]
    // The first delimiter may lack the line break before it.
    private var buffer = ByteBuffer(bytes: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    private var state = State.preamble

    /// - Parameter contentType: The header field; nil is returned unless it is `multipart/form-data` with a boundary.
    init?(contentType: String?) {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data"), let boundary = HeaderParameters(contentType)["boundary"],
              (1...70).contains(boundary.utf8.count) else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    mutating func feed(_ bytes: ByteBuffer) {
        buffer.writeImmutableBuffer(bytes)
        if buffer.readerIndex > 1 << 20 { buffer.discardReadBytes() }
    }

    /// What comes next; nil where more must be fed first.
    ///
    /// - Throws: `RequestError.badRequest` for what is no such form.
    mutating func next() throws(RequestError) -> Event? {
        switch state {
        case .preamble: return try skipPreamble()
        case .delimiter: return try readDelimiter()
        case .header: return try readHeader()
        case .content: return readContent()
        case .finished: return .end
        }
    }

    private mutating func skipPreamble() throws(RequestError) -> Event? {
        guard let place = find(delimiter) else {
            buffer.moveReaderIndex(forwardBy: max(buffer.readableBytes - delimiter.count + 1, 0))
            return nil
        }
        buffer.moveReaderIndex(forwardBy: place + delimiter.count)
        state = .delimiter
        return try next()
    }

    /// Two dashes end the form, a line break begins a part.
    private mutating func readDelimiter() throws(RequestError) -> Event? {
        guard let bytes = buffer.readBytes(length: 2) else { return nil }
        switch String(decoding: bytes, as: UTF8.self) {
        case "--": state = .finished
        case "\r\n": state = .header
        default: throw .badRequest("the form's boundary is followed by other bytes than a line break; send multipart/form-data as RFC 7578 has it")
        }
        return try next()
    }

    private mutating func readHeader() throws(RequestError) -> Event? {
        guard let length = find(Array("\r\n\r\n".utf8)) else {
            guard buffer.readableBytes < MultipartParser.headerLimit else { throw .tooLarge("the header of a part", limit: "\(MultipartParser.headerLimit) bytes") }
            return nil
        }
        guard length < MultipartParser.headerLimit else { throw .tooLarge("the header of a part", limit: "\(MultipartParser.headerLimit) bytes") }
        let text = String(decoding: buffer.readBytes(length: length + 4)!, as: UTF8.self)
        let disposition = text.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        let parameters = HeaderParameters(disposition ?? "")
        guard let name = parameters["name"], !name.isEmpty else {
            throw .badRequest("a part of the form has no name; give each part Content-Disposition: form-data; name=\"…\"")
        }
        state = .content
        return .part(name: name, isFile: parameters["filename"] != nil)
    }

    private mutating func readContent() -> Event? {
        guard let place = find(delimiter) else {
            let safe = buffer.readableBytes - delimiter.count + 1
            return safe > 0 ? .bytes(buffer.readSlice(length: safe)!) : nil
        }
        if place > 0 { return .bytes(buffer.readSlice(length: place)!) }
        buffer.moveReaderIndex(forwardBy: delimiter.count)
        state = .delimiter
        return .endOfPart
    }

    /// Where bytes first occur, from the next one on.
    private func find(_ needle: [UInt8]) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress, bytes.count >= needle.count else { return nil }
            let last = bytes.count - needle.count
            var start = 0
            while start <= last, let found = memchr(base + start, Int32(needle[0]), last - start + 1) {
                let place = UnsafeRawPointer(found) - base
                if memcmp(found, needle, needle.count) == 0 { return place }
                start = place + 1
            }
            return nil
        }
    }
}

/// The parameters of a header field: `form-data; name="a"; filename="b"`.
struct HeaderParameters {
    private var values: [String: String] = [:]

    init(_ field: String) {
        var rest = Substring(field)
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return }
            let name = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            let value = rest.first == "\"" ? HeaderParameters.quoted(&rest) : HeaderParameters.plain(&rest)
            if values[name] == nil { values[name] = value }
        }
    }

    subscript(name: String) -> String? { values[name] }

    private static func plain(_ rest: inout Substring) -> String {
        let value = rest.prefix { $0 != ";" && $0 != " " }
        rest = rest[value.endIndex...]
        return String(value)
    }

    private static func quoted(_ rest: inout Substring) -> String {
        var value = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
        return value
    }
}
