/// The names and colours of a scheme's labels, as the files in which viewers read them.
public struct LabelColourTable: Sendable {
    /// Label, name and colour, by label.
    private let rows: [(label: UInt8, name: String, colour: Colour)]

    public init(_ scheme: LabelScheme) {
        rows = [(TumourRegion.tc, LabelStyle.core), (.wt, .edema), (.et, .enhancing)].map { region, style -> (label: UInt8, name: String, colour: Colour) in
            (scheme.label(of: region), style.name, style.colour)
        }.sorted { $0.label < $1.label }
    }

    /// ITK-SNAP's label descriptions: `IDX R G B A VIS MSH "LABEL"`, A from 0 to 1.
    public var itkSnap: String {
        let labels = rows.map { "\($0.label) \($0.colour.red) \($0.colour.green) \($0.colour.blue) 1 1 1 \"\($0.name)\"" }
        return (["# ITK-SNAP label description file", "# IDX R G B A VIS MSH \"LABEL\"", "0 0 0 0 0 0 0 \"Clear Label\""] + labels).joined(separator: "\n") + "\n"
    }

    /// 3D Slicer's colour table: `index name R G B A`, A from 0 to 255. Blanks end a name there, so it has underscores.
    public var slicer: String {
        let labels = rows.map { row in
            "\(row.label) \(row.name.replacing(" ", with: "_")) \(row.colour.red) \(row.colour.green) \(row.colour.blue) 255"
        }
        return (["# 3D Slicer color table", "# index name R G B A", "0 background 0 0 0 0"] + labels).joined(separator: "\n") + "\n"
    }
}
