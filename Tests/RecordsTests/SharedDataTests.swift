import Foundation
import Records
import Testing

/// Data for development, which is not part of the repository: METAKD_DATA names the folder (default ../shared/data).
@Suite struct SharedDataTests {
    private static let folder = ProcessInfo.processInfo.environment["METAKD_DATA"] ?? "../shared/data"
    private static var isHere: Bool { FileManager.default.fileExists(atPath: folder + "/records") }

    @Test(.enabled(if: isHere, "no \(folder)/records: set METAKD_DATA")) func threeViewsWithoutHeader() throws {
        let schema = try Schema.parse("""
            label: labels.1
            files:
            - {name: mrna, path: 1_tr.csv, header: false}
            - {name: methylation, path: 2_tr.csv, header: false}
            - {name: mirna, path: 3_tr.csv, header: false}
            - {name: labels, path: labels_tr.csv, header: false}
            modalities:
            - {name: mrna, numeric: [mrna.*]}
            - {name: methylation, numeric: [methylation.*]}
            - {name: mirna, numeric: [mirna.*]}
            """, path: "schema")
        let folder = Self.folder + "/records/rosmap"
        let whole = try schema.expanded(for: schema.openFiles(in: folder)).withClasses(of: schema.openFiles(in: folder))
        let table = try whole.openFiles(in: folder)
        let batch = try RecordStream(table, RecordParser(whole, for: table, labels: .required)).all(threads: 2)
        #expect(batch.count == 245 && whole.classes == ["0", "1"])
        let encoded = RecordEncoder(fitting: batch, schema: whole, rows: Array(0..<245)).encode(batch)
        #expect(encoded.modalities.map(\.featureCount) == [200, 200, 200])
        #expect(encoded.modalities.allSatisfy { $0.features.min()! >= -1.000001 && $0.features.max()! <= 1.000001 })
    }

    @Test(.enabled(if: isHere, "no \(folder)/records: set METAKD_DATA")) func aGuessAtProteinsAndGenotypes() throws {
        let path = Self.folder + "/records/ad_data.csv"
        let schema = try Schema.inferred(from: CSVFile(path))
        #expect(schema.key == nil && schema.label == "Class" && schema.classes == ["Control", "Impaired"])
        #expect(schema.modalities.map(\.name) == ["records", "genetic"] && schema.modalities[0].numeric.count == 129 && schema.modalities[1].genotype == ["Genotype"])
        let edited = try Schema.parse("""
            label: Class
            modalities:
            - {name: clinical, numeric: [age, male]}
            - {name: genetic, genotype: [Genotype]}
            - {name: csf, numeric: [tau, p_tau, Ab_42]}
            - {name: blood, numeric: ["*"]}
            """, path: "schema")
        #expect(try edited.expanded(for: CSVFile(path)).modalities.map(\.columns.count) == [2, 1, 3, 124])
        let table = try CSVFile(path)
        let batch = try RecordStream(table, RecordParser(schema, for: table, labels: .required)).all(threads: 1)
        let encoder = RecordEncoder(fitting: batch, schema: schema, rows: Array(0..<batch.count))
        #expect(encoder.modalities[1].genotype[0].reference == "E3" && encoder.modalities[1].genotype[0].counted == ["E2", "E4"])
    }
}
