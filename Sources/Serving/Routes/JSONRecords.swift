import Foundation
import Records

/// Records that come as a JSON array of objects, each a name and a text, number, truth value or null by column.
enum JSONRecords {
    /// More is better sent as CSV, which is read piece by piece.
    private static let limit = 64 << 20

    /// Bytes that converting a file holds: each of two bytes of JSON may be a number in a box of its own.
    static func bytes(for path: String) -> Int { InferenceRequest.bytesOfJSON * (FileManager.default.size(of: path) ?? 0) }

    /// Writes them as CSV.
    ///
    /// - Throws: `RequestError` for what is no such array.
    static func convert(_ path: String, to output: String) throws(RequestError) {
        guard FileManager.default.size(of: path) ?? 0 <= limit else { throw .tooLarge("the body", limit: "\(limit) bytes of JSON") }
        guard let data = FileManager.default.contents(atPath: path), let rows = try? JSONSerialization.jsonObject(with: data) as? [[String: Any]], !rows.isEmpty else {
            throw .badRequest("the body is no array of objects; send [{\"column\": value, …}, …], or CSV")
        }
        let columns = Set(rows.flatMap(\.keys)).sorted()
        var table = line(columns)
        for (number, row) in rows.enumerated() {
            var cells: [String] = []
            for column in columns {
                guard let cell = self.text(row[column]) else {
                    throw .badRequest("record \(number + 1), column \(column.prefix(64).debugDescription) is no text, number, truth value or null")
                }
                cells.append(cell)
            }
            table += line(cells)
        }
        guard (try? Data(table).write(to: URL(fileURLWithPath: output))) != nil else { throw .internalFault }
    }

    /// A value as a cell's text; nil for an array or object.
    private static func text(_ value: Any?) -> String? {
        switch value {
        case nil, is NSNull: ""
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    private static func line(_ cells: [String]) -> [UInt8] { Array(cells.map(CSVCell.bytes).joined(separator: [0x2C])) + [0x0A] }
}
