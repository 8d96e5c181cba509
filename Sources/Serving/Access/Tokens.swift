import Crypto
import Foundation
import ModelFormat

/// Who made a request: the SHA-256 of the token shown, in hexadecimal, or anyone where no tokens are needed.
struct Caller: Hashable, Sendable, Codable {
    let digest: String
    static let anyone = Caller(digest: "")
}

/// The tokens of which callers must show one.
struct Tokens: Sendable {
    /// Shorter ones could be guessed.
    private static let leastLength = 16
    private let digests: [SHA256.Digest]

    /// Reads a file of one token a line; empty lines and those that begin with `#` do not count.
    ///
    /// - Throws: `ServerStartError.tokenFile`, also where others may read the file.
    init(file path: String) throws(ServerStartError) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .tokenFile(path, reason: "it cannot be read as text") }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else { throw .tokenFile(path, reason: "others than its owner may read it") }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !lines.isEmpty else { throw .tokenFile(path, reason: "it holds no token") }
        guard lines.allSatisfy({ $0.utf8.count >= Tokens.leastLength }) else { throw .tokenFile(path, reason: "one of its tokens is short") }
        digests = lines.map { SHA256.hash(data: Data($0.utf8)) }
    }

    /// The caller with the token of an Authorization header; nil for none or a wrong one. It takes as long for each wrong token:
    /// digests are compared, whole, with all that are known.
    func caller(authorization: String?) -> Caller? {
        let scheme = "bearer "
        guard let authorization, authorization.lowercased().hasPrefix(scheme) else { return nil }
        let shown = SHA256.hash(data: Data(authorization.utf8.dropFirst(scheme.utf8.count)))
        let isKnown = digests.reduce(false) { found, digest in digest == shown || found }
        return isKnown ? Caller(digest: shown.map(\.hexadecimal).joined()) : nil
    }
}
