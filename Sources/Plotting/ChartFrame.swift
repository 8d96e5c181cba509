import Imaging

/// Where on the canvas a chart's values lie.
struct ChartFrame {
    let horizontal: AxisScale
    let vertical: AxisScale
    /// The pixels of the curves.
    let area: Area

    /// The corners of a rectangle of pixels, all included.
    struct Area { var left, top, right, bottom: Int }

    /// Pixels around everything.
    static let margin = 18
    /// Pixels from one line of words to the next.
    static let line = Canvas.TextSize.large.lineHeight + 6

    init(width: Int, height: Int, horizontal: AxisScale, vertical: AxisScale) {
        (self.horizontal, self.vertical) = (horizontal, vertical)
        let widest = vertical.ticks.map { Canvas.width(of: vertical.label($0), .large) }.max() ?? 0
        area = Area(left: ChartFrame.margin + widest + 12, top: ChartFrame.margin + 2 * ChartFrame.line + 14,
                    right: width - ChartFrame.margin - 22, bottom: height - ChartFrame.margin - 2 * ChartFrame.line - 4)
    }

    /// The column of a value on the horizontal axis.
    func x(_ value: Double) -> Double { Double(area.left) + horizontal.fraction(value) * Double(area.right - area.left) }

    /// The row of a value on the vertical axis.
    func y(_ value: Double) -> Double { Double(area.bottom) - vertical.fraction(value) * Double(area.bottom - area.top) }

    func pixel(_ point: (x: Double, y: Double)) -> SIMD2<Double> { SIMD2(x(point.x), y(point.y)) }
}
