/// Where everything on a sheet goes: a row per plane, first the bare image, then three slices with labels.
package struct SheetLayout: Sendable {
    static let margin = 32
    static let headerHeight = 96
    static let captionHeight = 44
    static let legendHeight = 196
    static let columnWidth = 372
    static let columns = 4
    static let gap = 12

    /// The panels, row after row.
    package let panels: [SheetPanel]
    /// Pixels per mm, the same in all panels.
    let scale: Float
    let width: Int
    let height: Int

    init(_ volume: LabelledVolume, _ planes: [SlicePlane]) {
        let box = volume.brainBox(margin: 5)
        let lengths = SIMD3<Float>(box.upper &- box.lower &+ 1) * volume.spacing
        let scale = Float(SheetLayout.columnWidth) / lengths.max()
        var panels: [SheetPanel] = []
        var top = SheetLayout.headerHeight
        for plane in planes {
            let brain = box.lower[plane.through]...box.upper[plane.through]
            let choice = SliceChoice(areas: volume.lesionAreas(along: plane.through), brain: brain)
            for (column, slice) in ([choice.main, choice.main] + choice.others).enumerated() {
                panels.append(SheetPanel(
                    plane, slice, isOverlaid: column > 0, middle: SheetLayout.middle(column), top: top,
                    box: box, spacing: volume.spacing, scale: scale))
            }
            top += SheetPanel.size(plane, box: box, spacing: volume.spacing, scale: scale).height + SheetLayout.captionHeight
        }
        self.panels = panels
        self.scale = scale
        width = 2 * SheetLayout.margin + SheetLayout.columns * (SheetLayout.columnWidth + SheetLayout.gap) - SheetLayout.gap
        height = top + SheetLayout.legendHeight
    }

    private static func middle(_ column: Int) -> Int {
        margin + column * (columnWidth + gap) + columnWidth / 2
    }
}
