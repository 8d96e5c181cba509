import Imaging

/// The predicted and the true mask of one case, found by the case's name.
struct MaskMatch: Sendable {
    let prediction, truth: String

    /// All cases of two directories, sorted by name, that of the truth where there is one; an error for those of which one mask is absent
    /// or stands twice.
    static func find(predictions: MaskFolder, truth: MaskFolder, in directory: String,
                     _ rule: EvaluationRule) -> [(name: String, match: Result<MaskMatch, WorkflowError>)] {
        let (predictedBy, actualBy) = (MaskMatch.files(predictions, rule), MaskMatch.files(truth, rule))
        return Set(predictedBy.keys).union(actualBy.keys).map { key in
            let (predicted, actual) = (predictedBy[key]?.paths ?? [], actualBy[key]?.paths ?? [])
            return (actualBy[key]?.name ?? predictedBy[key]?.name ?? key, Result { () throws(WorkflowError) in
                for paths in [predicted, actual] where paths.count > 1 { throw .masksTwice(paths) }
                guard let prediction = predicted.first else { throw .predictionAbsent(truth: actual[0]) }
                guard let truth = actual.first else { throw .truthAbsent(prediction: prediction, directory: directory) }
                return MaskMatch(prediction: prediction, truth: truth)
            })
        }.sorted { $0.0 < $1.0 }
    }

    /// What two masks of one case have in common → the first name among them, and their files.
    private static func files(_ folder: MaskFolder, _ rule: EvaluationRule) -> [String: (name: String, paths: [String])] {
        var files: [String: (name: String, paths: [String])] = [:]
        for (name, paths) in folder.files.sorted(by: { $0.key < $1.key }) { files[rule.key(name), default: (name, [])].paths += paths }
        return files
    }
}
