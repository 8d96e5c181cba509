import Imaging

/// The predicted and the true mask of one case, found by the case's name.
struct MaskMatch: Sendable {
    let name: String
    let prediction, truth: String

    /// All cases of two directories, sorted by name; an error for those of which one mask is absent or stands twice.
    static func find(predictions: MaskFolder, truth: MaskFolder, in directory: String) -> [(name: String, match: Result<MaskMatch, WorkflowError>)] {
        Set(predictions.files.keys).union(truth.files.keys).sorted().map { name in
            (name, Result { () throws(WorkflowError) in
                let (predicted, actual) = (predictions.files[name] ?? [], truth.files[name] ?? [])
                for paths in [predicted, actual] where paths.count > 1 { throw .masksTwice(paths) }
                guard let prediction = predicted.first else { throw .predictionAbsent(truth: actual[0]) }
                guard let truth = actual.first else { throw .truthAbsent(prediction: prediction, directory: directory) }
                return MaskMatch(name: name, prediction: prediction, truth: truth)
            })
        }
    }
}
