import Foundation
import ModelFormat
import Networks
import Tensors
import Testing

/// Files of classifiers: a batch of records as tile, encodings of tables.
@Suite struct ClassifierFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let network = RecordNetwork(encoders: [.table(inputs: 3, widths: []), .table(inputs: 2, widths: [])], features: 2, decoderWidth: 2,
                                               dropout: 0.5, classes: 2).graph
    private static let records = JSONValue.object(["schema": .object(["key": .text("id"), "classes": .list([.text("no"), .number(0.25), .null, .boolean(true)])])])

    private func write(task: ModelTask = .classification, tile: Triple = Triple(1, 1, 8), records: JSONValue? = records, isServed: Bool = true) throws(ModelError) {
        let (graph, weights) = try! Self.network.served { name in
            Array(repeating: 1, count: try! Self.network.parameters().first { $0.name == name }!.count)
        }
        let header = ModelHeader(task: task, network: isServed ? graph : Self.network, modalities: [ModalityDescription(name: "a"), ModalityDescription(name: "b")],
                                 outputs: [OutputDescription(name: "no"), OutputDescription(name: "yes")],
                                 inference: InferenceSettings(tile: tile, overlap: 0), records: records,
                                 provenance: Provenance(trainerVersion: "1", seed: 1, data: "made", created: "2025-01-02T03:04:05Z"))
        try ModelFile.write(header: header, tensors: weights, to: folder.file("model.metakd"), overwrite: true)
    }

    private func error(_ body: () throws(ModelError) -> Void) -> ModelError? {
        do throws(ModelError) { try body() } catch { return error }
        return nil
    }

    private func isWrong(_ error: ModelError?, _ field: String) -> Bool { error?.place?.field == field && error?.exitCode == 65 }

    @Test func keepsTheEncodings() throws {
        try write()
        #expect(try ModelFile.read(folder.file("model.metakd")).header.records == Self.records)
        try write(records: nil)
        #expect(try ModelFile.read(folder.file("model.metakd")).header.records == nil)
    }

    @Test func refusesEncodingsThatAreNone() {
        #expect(isWrong(error { () throws(ModelError) in try write(records: .text("schema")) }, "records"))
        #expect(isWrong(error { () throws(ModelError) in try write(task: .segmentation) }, "records"))
    }

    /// Two records high and one wide is no batch of a table.
    @Test func refusesATileThatIsNoBatch() {
        #expect(isWrong(error { () throws(ModelError) in try write(tile: Triple(1, 2, 8)) }, "inference.tile"))
        #expect(isWrong(error { () throws(ModelError) in try write(tile: Triple(3, 1, 8)) }, "inference.tile"))
    }

    @Test func refusesWhatHasAMeaningInTrainingAlone() {
        #expect(isWrong(error { () throws(ModelError) in try write(isServed: false) }, "network"))
    }
}
