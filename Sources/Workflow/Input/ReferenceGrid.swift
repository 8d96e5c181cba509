import Imaging

/// The grid whose space is segmented, and to which all images of a case are brought unless its voxels are not those of the model.
public enum ReferenceGrid: Sendable, Codable, Hashable {
    /// That of the image with the smallest voxels; of equal ones that with the most, then the first.
    case finest
    /// Voxels of 1 mm along each axis over the space of the finest image.
    case millimetre
    /// That of a modality's image.
    case modality(String)
    /// That of any NIfTI file.
    case file(String)

    /// Reads `finest`, `1mm`, a modality's name or a path.
    public init(_ text: String) {
        self = switch text.lowercased() {
        case "finest": .finest
        case "1mm": .millimetre
        default: ModalityAliases.standard.canonicalName(of: text).map { .modality($0) } ?? .file(text)
        }
    }

    /// As `init` reads it.
    package var text: String {
        switch self {
        case .finest: "finest"
        case .millimetre: "1mm"
        case .modality(let name): name
        case .file(let path): path
        }
    }

    /// The file that is read for it beside the case's images.
    var path: String? { if case .file(let path) = self { path } else { nil } }
}
