/// Something about an image that a segmentation can be made from, but hardly a good one.
public struct InputWarning: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable {
        case notSkullStripped = "not_skull_stripped"
        case anisotropic
        case littleBrain = "little_brain"
        case implausibleSize = "implausible_size"
        case notFinite = "not_finite"
        case outliers
        case sameImage = "same_image"
        case cutOff = "cut_off"
        case notCoRegistered = "not_co_registered"
        case otherSequence = "other_sequence"
    }

    public var kind: Kind
    public var modality: String
    /// The image's file.
    public var file: String
    /// What was found and what to do.
    public var message: String

    /// One line without the file's name, which may be a patient's.
    package var unnamedText: String { "\(modality): \(message)" }

    /// One line that names the file.
    public var text: String { "\(file): \(message)" }
}
