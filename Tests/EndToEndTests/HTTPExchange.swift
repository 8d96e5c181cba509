import Foundation
import Glibc

/// What a server answered.
struct HTTPAnswer {
    var status = 0
    /// By name in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
    /// The text of `{"error": …}`.
    var error: String { json["error"] as? String ?? "" }
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }
}

/// A connection to a server on this machine, on which bytes are sent as a test likes them, also wrong ones.
final class HTTPConnection {
    private let descriptor: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        (address.sin_family, address.sin_port, address.sin_addr.s_addr) = (sa_family_t(AF_INET), UInt16(port).bigEndian, inet_addr("127.0.0.1"))
        // A test whose answer does not come fails rather than waits.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } }
        guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { end() }

    private var isOpen = true

    /// Hangs up.
    func end() {
        if isOpen { close(descriptor) }
        isOpen = false
    }

    /// Sends bytes; false where the server takes no more.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + start, bytes.count - start, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }

    /// Sends a request's head, with the length of a body that is sent or not.
    func sendHead(_ method: String, _ path: String, _ headers: [String: String] = [:], length: Int? = nil) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let length { head += "Content-Length: \(length)\r\n" }
        send(Array("\(head)\r\n".utf8))
    }

    /// Reads an answer; nil where the connection ended without one.
    func answer() -> HTTPAnswer? {
        guard let end = fill(until: { find(Array("\r\n\r\n".utf8), in: $0) }) else { return nil }
        let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        received.removeFirst(end + 4)
        var answer = HTTPAnswer()
        answer.status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        answer.body = answer.headers["transfer-encoding"] == "chunked" ? chunks() : take(answer.headers["content-length"].flatMap { Int($0) } ?? 0)
        return answer
    }

    private func chunks() -> [UInt8] {
        var body: [UInt8] = []
        while let end = fill(until: { find([13, 10], in: $0) }), let size = Int(String(decoding: received[..<end], as: UTF8.self), radix: 16) {
            received.removeFirst(end + 2)
            body += take(size)
            _ = take(2)
            if size == 0 { break }
        }
        return body
    }

    private func take(_ count: Int) -> [UInt8] {
        _ = fill { $0.count >= count ? count : nil }
        let taken = Array(received.prefix(count))
        received.removeFirst(taken.count)
        return taken
    }

    private func fill(until isThere: ([UInt8]) -> Int?) -> Int? {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let place = isThere(received) { return place }
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            received += piece[..<count]
        }
    }

    private func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.count < needle.count ? nil : (0...bytes.count - needle.count).first { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
    }
}

/// A form as a browser sends it.
struct TestForm {
    static let type = "multipart/form-data; boundary=edge"
    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ content: [UInt8], file: String? = nil) {
        let fileName = file.map { "; filename=\"\($0)\"" } ?? ""
        bytes += Array("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\(fileName)\r\n\r\n".utf8) + content + [13, 10]
    }

    mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

    var whole: [UInt8] { bytes + Array("--edge--\r\n".utf8) }
}
