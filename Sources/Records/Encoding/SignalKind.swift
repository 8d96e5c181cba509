/// What the files of a modality hold.
package enum SignalKind: Sendable, Hashable, Codable {
    /// A grey picture of 28 × 28.
    case picture
    /// A sound, of which 20 × 20 cepstral coefficients are taken.
    case sound(AudioFeatures)

    /// Height and width of the pictures that networks read.
    package static let pictureSize = 28

    /// Numbers that a file becomes before they are encoded.
    package var numberCount: Int {
        switch self {
        case .picture: SignalKind.pictureSize * SignalKind.pictureSize
        case .sound: AudioFeatures.size * AudioFeatures.size
        }
    }

    /// How the names of such files end in a folder.
    package var ending: String {
        switch self {
        case .picture: ".png"
        case .sound: ".wav"
        }
    }
}
