import Foundation
import Imaging
import Testing

/// Files of other projects: each is read with the values and the affine that nibabel reads, or refused.
///
/// They are not part of the repository: METAKD_DATA names the folder (default ../shared/data). METAKD_TABLE names a file
/// for the table of all results.
struct OddFilesTests {
    private static let folder = (ProcessInfo.processInfo.environment["METAKD_DATA"] ?? "../shared/data") + "/nifti-odd"
    private static let reference = nibabelReference(of: folder)

    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder), "no \(folder): set METAKD_DATA"),
        .enabled(if: !reference.isEmpty, "python3 with nibabel is not installed"))
    func eachIsReadAsNibabelReadsItOrRefused() throws {
        var table = ["| file | nibabel | here | |", "|---|---|---|---|"]
        for expected in OddFilesTests.reference {
            let (found, agrees) = compare(expected)
            #expect(agrees, "\(expected.path): \(found)")
            let name = expected.path.dropFirst(OddFilesTests.folder.count + 1)
            table.append("| \(name) | \(expected.text) | \(found) | \(agrees ? "ok" : "DIFFERS") |")
        }
        if let file = ProcessInfo.processInfo.environment["METAKD_TABLE"] {
            try (table.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    /// What was read or refused, and whether nibabel's values allow it.
    private func compare(_ expected: Reference) -> (String, Bool) {
        do throws(ImagingError) {
            let volume = try NIfTIReader.read(expected.path)
            let size = volume.grid.dimensions, values = volume.voxels.map(Double.init)
            let sum = values.reduce(0, +), mean = values.reduce(0) { $0 + abs($1) } / Double(values.count)
            let text = Reference.text([size.x, size.y, size.z], sum, mean)
            guard let shape = expected.shape, let theirs = expected.sum, let theirMean = expected.mean_abs, let theirMoment = expected.moment else {
                // nibabel wants both halves of a pair compressed alike; the .img half of such a pair it does not know at all.
                return (text + ", nibabel refuses it", ["FileNotFoundError", "ImageFileError"].contains(expected.error))
            }
            // float32 keeps each voxel to 6e-8 of itself, so sums agree to that share of the sum of magnitudes.
            let tolerance = 1e-7 * theirMean * Double(values.count)
            let moment = values.indices.reduce(0) { $0 + values[$1] * Double($1) / Double(values.count) }
            let isEqual = [size.x, size.y, size.z] == shape && abs(sum - theirs) <= tolerance
                && abs(mean - theirMean) <= 1e-7 * theirMean && abs(moment - theirMoment) <= tolerance
            return (text, isEqual && hasAffine(of: expected, volume.grid))
        } catch {
            let reason = error.description.replacingOccurrences(of: expected.path, with: "it").replacingOccurrences(of: "\n", with: " ")
            return ("refused: " + reason, expected.mayBeRefused)
        }
    }

    /// Without a form nibabel centres the volume and flips x; NIfTI's method 1, used here, does neither.
    private func hasAffine(of expected: Reference, _ grid: Grid) -> Bool {
        guard grid.affineSource != .pixdim, let rows = expected.affine else { return grid.affineSource == .pixdim }
        return zip(rows, grid.affine.rows).allSatisfy { theirs, ours in (0..<4).allSatisfy { abs(theirs[$0] - ours[$0]) < 1e-4 } }
    }
}

/// One line of References/nibabel_reference.py.
private struct Reference: Decodable {
    var path: String
    var error: String?
    var shape: [Int]?
    var dtype: String?
    var affine: [[Double]]?
    var sum: Double?
    var mean_abs: Double?
    var moment: Double?

    var text: String {
        guard let shape else { return error ?? "?" }
        guard let sum, let mean_abs else { return shape.map(String.init).joined(separator: "×") + ", " + (dtype ?? "?") }
        return Reference.text(shape, sum, mean_abs)
    }

    /// Whether a reader of one real-valued volume refuses the file.
    var mayBeRefused: Bool { error != nil || sum == nil || shape?.count != 3 || path.hasSuffix(".mgz") }

    static func text(_ shape: [Int], _ sum: Double, _ mean: Double) -> String {
        shape.map(String.init).joined(separator: "×") + String(format: ", sum %.7g, mean abs %.7g", sum, mean)
    }
}

/// Runs nibabel_reference.py; empty without python3, nibabel or the folder.
private func nibabelReference(of folder: String) -> [Reference] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../References/nibabel_reference.py")
    let process = Process(), output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path, folder]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard FileManager.default.fileExists(atPath: folder), (try? process.run()) != nil else { return [] }
    let lines = output.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return [] }
    return lines.compactMap { try? JSONDecoder().decode(Reference.self, from: Data($0)) }
}
