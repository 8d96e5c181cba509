import Foundation
import Kernels
import Networks
import Workflow

extension ClassificationSettings {
    /// The settings with one weight decay: of several, that whose members have the smallest mean cross-entropy on the records that they
    /// were not trained on, over all subsets of the modalities. The test part has no influence.
    ///
    /// - Parameter finished: Told after each training how many are done, and of how many.
    package func choosing(for data: ClassificationData, machine: Machine, finished: (Int, Int) -> Void = { _, _ in }) throws -> ClassificationSettings {
        var chosen = self
        let members = data.memberCount(self)
        guard weightDecay.count > 1, members > 1 else {
            chosen.weightDecay = [weightDecay[0]]
            return chosen
        }
        var losses: [Double] = []
        for decay in weightDecay {
            var single = self
            (single.weightDecay, single.members) = ([decay], 1)
            var loss = 0.0
            for member in 0..<members {
                var part = data.member(member, of: members, self)
                part.test = part.validation
                let training = try ClassificationTraining(part, single, machine: machine)
                try training.run()
                loss += try training.testLoss()
                finished(losses.count * members + member + 1, weightDecay.count * members)
            }
            losses.append(loss)
        }
        chosen.weightDecay = [weightDecay[losses.indices.min { losses[$0] < losses[$1] }!]]
        return chosen
    }
}

extension ClassificationTraining {
    /// The mean cross-entropy of the test records, each with every subset of the modalities that it has.
    fileprivate func testLoss() throws -> Double {
        let classifier = try servedClassifier()
        var (loss, count) = (0.0, 0)
        for subset in ModalitySubset.nonEmpty(of: graph.modalities) {
            let (found, labels) = tested(subset, classifier)
            for (place, label) in labels.enumerated() { loss -= log(max(1e-7, Double(found[place * data.classNames.count + label]))) }
            count += labels.count
        }
        return count > 0 ? loss / Double(count) : 0
    }
}
