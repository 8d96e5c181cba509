import Evaluation
import Foundation
import Imaging
import Inference
import ModelFormat
import Networks
import Workflow
import Tensors
import Training

extension SegmentationTraining {
    /// Writes the network as it stands.
    ///
    /// - Parameter evaluation: What `evaluate()` found, if it was run.
    public func export(to path: String, evaluation: [SubsetEvaluation] = [], overwrite: Bool) throws {
        let parameters = trainer.servedParameters
        let tensors = Dictionary(uniqueKeysWithValues: parameters.parameters.map { ($0.name, parameters[$0.name]) })
        try ModelFile.write(header: header(evaluation), tensors: tensors, to: path, overwrite: overwrite)
    }

    /// Dice of each region for every subset, averaged over the held-out cases: of the masks that the model will write, its rules applied.
    ///
    /// - Parameter progress: Called with the subsets done and all subsets.
    public func evaluate(progress: (Int, Int) -> Void = { _, _ in }) throws -> [SubsetEvaluation] {
        let parameters = trainer.servedParameters, inference = settings.inference
        let segmenter = try Segmenter(graph, weights: { parameters[$0] }, tile: inference.tile, smallest: inference.smallest, overlap: inference.overlap,
                                      machine: machine)
        let subsets = ModalitySubset.nonEmpty(of: graph.modalities)
        var evaluations: [SubsetEvaluation] = []
        for (number, subset) in subsets.enumerated() {
            progress(number, subsets.count)
            let complete = cases.validation.filter { held in subset.indices.allSatisfy { held.images[$0] != nil } }
            let scores = try complete.map { try dice($0, subset, segmenter) }
            guard !scores.isEmpty else { continue }
            var metrics: [String: Double] = [:]
            for (index, region) in TrainingCase.regions.enumerated() {
                metrics["dice_\(region.rawValue)"] = scores.reduce(0) { $0 + $1[index] } / Double(scores.count)
            }
            evaluations.append(SubsetEvaluation(subset: subset.name(SegmentationTraining.modalities), metrics: metrics, n: scores.count,
                                                data: "held-out cases of the training directory"))
        }
        return evaluations
    }

    private func dice(_ held: TrainingCase, _ subset: ModalitySubset, _ segmenter: Segmenter) throws -> [Double] {
        let probabilities = try segmenter.probabilities(held.images.filter { subset.contains($0.key) })
        let scheme = TrainingCase.scheme
        let labels = scheme.labels(of: probabilities, outputs: TrainingCase.regions.map(\.rawValue), threshold: InferenceSettings().threshold)
        let mask = PostProcessing(rules: settings.rules).apply(to: labels, held.extent, scheme)
        guard let own = held.own else { return zip(TrainingCase.regions, held.truth).map { Dice.score(scheme.mask(of: $0, in: mask), $1) } }
        let moved = own.transfer.labels(mask, { region in
            let channel = TrainingCase.regions.firstIndex(of: region)!, voxels = held.extent.voxels
            return probabilities.withElements { Array($0[channel * voxels..<(channel + 1) * voxels]) }
        }, machine.taskRunner)
        return zip(TrainingCase.regions, own.truth).map { Dice.score(scheme.mask(of: $0, in: moved), $1) }
    }

    private func header(_ evaluation: [SubsetEvaluation]) -> ModelHeader {
        var inference = settings.inference
        inference.spacing = cases.spacing
        return ModelHeader(
            task: .segmentation, network: graph,
            modalities: SegmentationTraining.modalities.map { ModalityDescription(name: $0, aliases: ModalityAliases.standard.otherNames(of: $0)) },
            outputs: TrainingCase.regions.map { OutputDescription(name: $0.rawValue) },
            importance: Importance(raw: trainer.importance.raw, normalised: trainer.importance.normalised),
            inference: inference,
            evaluation: evaluation,
            provenance: Provenance(trainerVersion: programVersion, seed: settings.seed, settings: recordedSettings, data: trainedOn,
                                   created: ISO8601DateFormatter().string(from: Date())))
    }

    /// The settings, and those of the models that it started from.
    private var recordedSettings: [String: String] {
        origins.enumerated().reduce(into: ["yaml": settings.yaml]) { recorded, origin in
            for (name, text) in origin.element.settings {
                let earlier = name.hasPrefix("initial.") ? ".\(name.dropFirst("initial.".count))" : ""
                recorded["initial.\(origin.offset + 1)\(earlier)"] = text
            }
        }
    }

    /// What the weights were trained on, here and before.
    private var trainedOn: String {
        let told = settings.dataDescription, before = origins.map(\.data).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if settings.iterations == 0 {
            return ((origins.count > 1 ? ["the mean of \(origins.count) trainings"] : []) + (told.isEmpty ? before : [told])).joined(separator: "; ")
        }
        let here = told.isEmpty ? casesByModalities : told
        return ([here] + before.filter { $0 != here }.map { "begun from a model of \($0)" }).joined(separator: "; ")
    }

    /// How many cases have which modalities.
    private var casesByModalities: String {
        let groups = Dictionary(grouping: cases.training) { held in
            held.images.keys.sorted().map { SegmentationTraining.modalities[$0] }.joined(separator: ", ")
        }
        return groups.sorted { $0.key < $1.key }.map { "\($1.count) \($1.count == 1 ? "case" : "cases") with \($0)" }.joined(separator: "; ")
    }
}
