import Imaging

/// Curves over a common axis, drawn with round ticks, a grid and a legend above, where it can hide nothing.
public struct LineChart: Sendable {
    public var title: String
    public var horizontalLabel: String
    public var verticalLabel: String
    public var curves: [Curve]
    /// Values that lie on the horizontal axis at least; it grows to take in every point.
    public var horizontalValues: [Double]
    /// Values that lie on the vertical axis at least; it grows to take in every point, and to a round tick at both ends.
    public var verticalValues: [Double]
    public var verticalScale: Scale

    /// Whether equal steps or equal factors have equal lengths.
    public enum Scale: Sendable { case linear, logarithmic }

    public init(title: String, horizontalLabel: String, verticalLabel: String, curves: [Curve], horizontalValues: [Double] = [],
                verticalValues: [Double] = [], verticalScale: Scale = .linear) {
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.verticalLabel = verticalLabel
        self.curves = curves
        self.horizontalValues = horizontalValues
        self.verticalValues = verticalValues
        self.verticalScale = verticalScale
    }

    /// Points joined by straight lines.
    public struct Curve: Sendable {
        /// The legend's text; nil for a curve that the legend leaves out.
        public var name: String?
        /// From left to right; one that is not finite is left out.
        public var points: [(x: Double, y: Double)]
        public var colour: Colour
        /// 0 to 1; a faint curve stands behind another.
        public var opacity: Float

        public init(name: String?, points: [(x: Double, y: Double)], colour: Colour, opacity: Float = 1) {
            self.name = name
            self.points = points
            self.colour = colour
            self.opacity = opacity
        }
    }

    /// Colours that people with any colour vision can tell apart (Okabe and Ito), for the first curves in turn.
    public static let colours = [Colour(0, 114, 178), Colour(230, 159, 0), Colour(213, 94, 0), Colour(0, 158, 115), Colour(204, 121, 167), Colour(86, 180, 233)]

    /// The picture.
    ///
    /// - Parameters: Pixels, at least 320 × 240.
    public func draw(width: Int = 1000, height: Int = 600) -> Canvas {
        precondition(width >= 320 && height >= 240, "a chart of \(width)×\(height), expected 320×240 or more")
        let values = curves.flatMap { $0.points.map(\.y) } + verticalValues, intervals = max(height / 80, 2)
        let vertical = verticalScale == .linear ? AxisScale(covering: values, intervals: intervals, isRounded: true)
            : AxisScale(logarithmicallyCovering: values, intervals: intervals)
        let horizontal = AxisScale(covering: curves.flatMap { $0.points.map(\.x) } + horizontalValues, intervals: max(width / 130, 2), isRounded: false)
        let frame = ChartFrame(width: width, height: height, horizontal: horizontal, vertical: vertical)
        var canvas = Canvas(width: width, height: height, ground: Colour(255, 255, 255))
        drawAxes(frame, on: &canvas)
        for curve in curves {
            let points = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
            canvas.draw(points.map(frame.pixel), in: frame.area, curve.colour, thickness: points.count > 1 ? 2.5 : 9, opacity: curve.opacity)
        }
        drawWords(frame, on: &canvas)
        return canvas
    }
}
