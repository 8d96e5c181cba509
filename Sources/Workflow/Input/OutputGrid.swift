import Imaging

/// The grid that a mask is written on.
public enum OutputGrid: Sendable, Codable, Hashable {
    /// That of the reference.
    case reference
    /// That of a modality's image.
    case modality(String)

    /// Reads `reference` or a modality's name; nil for anything else.
    public init?(_ text: String) {
        if text.lowercased() == "reference" { self = .reference } else if let name = ModalityAliases.standard.canonicalName(of: text) {
            self = .modality(name)
        } else { return nil }
    }

    /// As `init` reads it.
    package var text: String {
        switch self {
        case .reference: "reference"
        case .modality(let name): name
        }
    }
}
