import ModelFormat
import Networks

extension ModelFile {
    /// The subset that a list such as `flair,t1ce` or `flair+t1c` stands for; all modalities if nil.
    ///
    /// - Throws: `unknownModality` with the part that is none.
    func subset(named list: String?) throws(WorkflowError) -> ModalitySubset {
        guard let list else { return .all(of: header.network.modalities) }
        let names = header.modalities.map(\.name)
        let parts = list.split(omittingEmptySubsequences: false) { "+,".contains($0) }.map(String.init)
        var indices: [Int] = []
        for part in parts {
            guard let index = header.modalities.firstIndex(where: { $0.answers(to: part) }) else {
                throw .unknownModality(part.isEmpty ? "nothing" : part, model: path, known: names)
            }
            if indices.contains(index) { throw .modalityTwice(names[index], [list]) }
            indices.append(index)
        }
        return ModalitySubset(indices)
    }
}
