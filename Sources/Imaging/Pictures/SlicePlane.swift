/// A way to cut a volume whose axes 0, 1, 2 (width, height, depth) run to the right, forwards and upwards of the patient.
///
/// Pictures follow radiology: the patient's right is at the left, front and top are up, and in a sagittal slice the
/// face looks left. So both axes of every picture run against those of the volume.
public enum SlicePlane: String, CaseIterable, Codable, Sendable {
    case axial, coronal, sagittal

    /// Reads planes with commas between them, at least one and none twice; nil for anything else.
    public static func list(_ text: String) -> [SlicePlane]? {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        let planes = names.compactMap { SlicePlane(rawValue: String($0)) }
        return planes.count == names.count && Set(planes).count == planes.count ? planes : nil
    }

    /// Planes as `list` reads them.
    public static func text(_ planes: [SlicePlane]) -> String { planes.map(\.rawValue).joined(separator: ",") }

    /// The axis that runs across the picture, from right to left.
    var across: Int { self == .sagittal ? 1 : 0 }
    /// The axis that runs up the picture.
    var up: Int { self == .axial ? 1 : 2 }
    /// The axis along which slices follow each other.
    var through: Int {
        switch self {
        case .axial: 2
        case .coronal: 1
        case .sagittal: 0
        }
    }

    /// The letters at the left, right, top and bottom edge.
    var edges: (left: String, right: String, top: String, bottom: String) {
        switch self {
        case .axial: ("R", "L", "A", "P")
        case .coronal: ("R", "L", "S", "I")
        case .sagittal: ("A", "P", "S", "I")
        }
    }
}
