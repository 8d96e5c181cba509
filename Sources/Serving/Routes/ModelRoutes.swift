import Hummingbird
import ModelFormat

/// What the server's models are.
struct ModelRoutes: Sendable {
    let models: ServedModels

    private struct Listing: Encodable {
        let models: [Description]
    }

    private struct Description: Encodable {
        let name: String
        let task: ModelTask
        let sha256: String
        let modalities: [String]
        let outputs: [String]
        /// The learned weight of each modality, from 0 to 1.
        let importance: [Float]?
        let evaluation: [SubsetEvaluation]

        init(_ model: ServedModel) {
            let header = model.file.header
            (name, task, sha256) = (model.name, header.task, model.file.digest)
            (modalities, outputs) = (header.modalities.map(\.name), header.outputs.map(\.name))
            (importance, evaluation) = (header.importance?.normalised, header.evaluation)
        }
    }

    func add(to router: Router<ServingContext>) {
        router.get("/v1/models") { _, _ in Response.json(Listing(models: models.all.map(Description.init))) }
    }
}
