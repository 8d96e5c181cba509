import Evaluation
import Foundation
import Kernels
import ModelFormat
import Networks
import Records
import Tensors
import Training
import Workflow

extension ClassificationTraining {
    /// Records of a batch that a model file is checked with and served in.
    private static let servedBatch = 64

    /// The network as it stands, as it is served.
    package func served() throws(GraphError) -> (graph: Graph, weights: [String: [Float]]) {
        var parameters = servedParameters
        for (index, shift) in settings.shifts(of: data).enumerated() { parameters[RecordNetwork.outputBias][index] += shift }
        return try graph.served { parameters[$0] }
    }

    /// What classifies by the network as it is served.
    func servedClassifier() throws(GraphError) -> RecordClassifier {
        let (graph, weights) = try served()
        return try RecordClassifier(graph, weights: { weights[$0]! }, axes: data.axes, machine: machine)
    }

    /// The probabilities `[records, classes]` of the test records that have a subset, from nothing else, and their labels.
    func tested(_ subset: ModalitySubset, _ classifier: RecordClassifier) -> (probabilities: [Float], labels: [Int]) {
        let rows = (0..<data.test.count).filter { data.test.has(subset.indices, record: $0) }
        let records = data.test[rows].restricted(to: subset.indices)
        return (classifier.classify(records).probabilities, records.labels)
    }

    /// The scores of every subset of the modalities, on the test records that have these: of what the model file will hold.
    package func evaluate() throws -> [SubsetEvaluation] {
        let classifier = try servedClassifier()
        return ModalitySubset.nonEmpty(of: graph.modalities).compactMap { subset in
            guard let scores = scores(of: subset, classifier) else { return nil }
            return SubsetEvaluation(subset: subset.name(data.modalities), metrics: scores.metrics(classNames: data.classNames),
                                    n: scores.confusion.total, data: "test part of the records")
        }
    }

    /// The scores of one subset.
    func scores(of subset: ModalitySubset) throws -> ClassificationScores {
        let classifier = try servedClassifier()
        guard let scores = scores(of: subset, classifier) else { throw TrainingJobError.noTestRecords(subset: subset.name(data.modalities)) }
        return scores
    }

    /// The scores of a subset; nil if no test record has it.
    private func scores(of subset: ModalitySubset, _ classifier: RecordClassifier) -> ClassificationScores? {
        let (found, labels) = tested(subset, classifier), count = data.classNames.count
        guard !labels.isEmpty else { return nil }
        return ClassificationScores(labels.indices.map { Array(found[$0 * count..<($0 + 1) * count]) }, labels: labels, classes: count)
    }

    /// Writes the network as it stands.
    ///
    /// - Parameter evaluation: What `evaluate()` found, if it was run.
    package func export(to path: String, evaluation: [SubsetEvaluation] = [], overwrite: Bool) throws {
        let (graph, weights) = try served()
        try ModelFile.write(header: header(graph, evaluation), tensors: weights, to: path, overwrite: overwrite)
    }

    private func header(_ graph: Graph, _ evaluation: [SubsetEvaluation]) throws -> ModelHeader {
        let extent = data.axes.extent(records: ClassificationTraining.servedBatch)
        return ModelHeader(
            task: .classification, network: graph, modalities: data.modalities.map { ModalityDescription(name: $0, preprocessing: .unchanged) },
            outputs: data.classNames.map { OutputDescription(name: $0) },
            importance: Importance(raw: trainer.importance.raw, normalised: trainer.importance.normalised),
            inference: InferenceSettings(tile: Triple(extent.depth, extent.height, extent.width), overlap: 0),
            records: try data.encoder.map { try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode($0)) },
            evaluation: evaluation,
            provenance: Provenance(trainerVersion: programVersion, seed: settings.seed, settings: ["yaml": settings.yaml],
                                   data: settings.dataDescription, created: ISO8601DateFormatter().string(from: Date())))
    }
}
