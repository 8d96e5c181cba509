/// The volumes in mm³ of the nested regions of a tumour.
public struct LesionVolumes: Hashable, Sendable {
    /// ET, the enhancing tumour.
    public var enhancing: Double
    /// TC, the tumour core: ET and the necrotic or non-enhancing core.
    public var core: Double
    /// WT, the whole tumour: TC and the edema.
    public var whole: Double

    public init(enhancing: Double, core: Double, whole: Double) {
        self.enhancing = enhancing
        self.core = core
        self.whole = whole
    }

    /// A volume in mm³ as people read it: whole mm³ below 1 mL, mL with one or two decimals above.
    package static func text(_ cubicMillimetres: Double) -> String {
        guard cubicMillimetres >= 999.5 else { return "\(Int(max(cubicMillimetres, 0).rounded())) mm³" }
        let decimals = cubicMillimetres < 10_000 ? 2 : 1
        let unit = decimals == 2 ? 100 : 10
        let parts = Int((cubicMillimetres / 1000 * Double(unit)).rounded())
        let fraction = String(parts % unit)
        return "\(parts / unit).\(String(repeating: "0", count: decimals - fraction.count))\(fraction) mL"
    }
}
