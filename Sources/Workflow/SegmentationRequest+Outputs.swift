import Files

extension SegmentationRequest {
    /// What is to be written, by the option that asks for it.
    var outputs: [(option: String, path: String)] {
        [("--output", output), ("--overlay", overlayFile), ("--statistics", statistics), ("--probabilities", probabilities), ("--uncertainty", uncertainty),
         ("--report", report)].compactMap { option, path in path.map { (option, $0) } }
    }

    /// Refuses an output that would replace an input, the model or another output, however its path is spelled.
    func refuseSharedPlaces() throws(WorkflowError) {
        let read = images.map(\.path) + [model ?? (try? DefaultModel.path()), reference.path].compactMap { $0 }
        let inputs = Set(read.map(PathPlace.of))
        var taken: [String: String] = [:]
        for (option, path) in outputs {
            let place = PathPlace.of(path)
            if inputs.contains(place) { throw .outputIsInput(path) }
            if let other = taken.updateValue(option, forKey: place) { throw .outputsCoincide([other, option], path) }
        }
    }
}
