/// How a sheet shows one label. The colours keep apart for the colour-blind and in grey.
package struct LabelStyle: Sendable {
    package let name: String
    /// The colour of the label's outline and, thinned, of its fill.
    package let colour: Colour

    /// How opaque a fill is.
    package static let fillOpacity: Float = 0.5

    /// The enhancing tumour, label 4.
    package static let enhancing = LabelStyle(name: "enhancing tumour (ET)", colour: Colour(230, 85, 13))
    /// The necrotic or non-enhancing core, label 1.
    package static let core = LabelStyle(name: "necrotic / non-enhancing core", colour: Colour(86, 180, 233))
    /// The edema, label 2.
    package static let edema = LabelStyle(name: "edema", colour: Colour(240, 228, 66))

    /// The style of a label in region form (1, 2, 4); nil for the background and anything else.
    static func style(of label: UInt8) -> LabelStyle? {
        switch label {
        case 1: core
        case 2: edema
        case 4: enhancing
        default: nil
        }
    }
}
