import Evaluation
import Imaging

/// How far a mask would be the same if one of its modalities had been absent.
package struct ModalityAgreement: Sendable, Hashable {
    /// The modality left out.
    package let modality: String
    /// Dice between the two masks, of ET, TC and WT; 1 where a region is empty in both.
    package let dice: [Double]

    /// - Parameters:
    ///   - labels: From all given modalities.
    ///   - others: From all but one, in the same scheme.
    package init(without modality: String, _ labels: [UInt8], _ others: [UInt8], _ scheme: LabelScheme) {
        self.modality = modality
        dice = TumourRegion.allCases.map { Dice.score(scheme.mask(of: $0, in: labels), scheme.mask(of: $0, in: others)) }
    }
}
