import Imaging
import Plotting
import Testing

@Suite struct LineChartTests {
    private let red = Colour(213, 0, 0)
    private let blue = Colour(0, 0, 213)

    private func chart(_ curves: [LineChart.Curve], horizontal: [Double] = [0, 10], vertical: [Double] = [0, 1]) -> Canvas {
        LineChart(title: "title", horizontalLabel: "x", verticalLabel: "y", curves: curves, horizontalValues: horizontal, verticalValues: vertical)
            .draw(width: 400, height: 300)
    }

    private func pixels(_ canvas: Canvas, _ colour: Colour) -> [(x: Int, y: Int)] {
        (0..<canvas.height).flatMap { y in (0..<canvas.width).map { (x: $0, y: y) } }.filter { canvas[$0.x, $0.y] == colour }
    }

    /// The rows of the curve are where the axis puts its value: half way between those of curves at the ends.
    @Test func aValueLiesBetweenItsTicks() throws {
        func row(_ value: Double) throws -> Int {
            let inked = pixels(chart([.init(name: nil, points: [(0, value), (10, value)], colour: red)]), red)
            return try #require(inked.map(\.y).min())
        }
        let (bottom, middle, top) = (try row(0), try row(0.5), try row(1))
        #expect(top < middle && middle < bottom && abs(2 * middle - top - bottom) <= 2)
    }

    @Test func aRisingCurveRises() {
        let inked = pixels(chart([.init(name: nil, points: [(0, 0), (10, 1)], colour: red)]), red)
        let (left, right) = (inked.min { $0.x < $1.x }!, inked.max { $0.x < $1.x }!)
        #expect(right.x - left.x > 250 && left.y - right.y > 120)
        for x in left.x...right.x { #expect(inked.contains { $0.x == x }, "a gap at column \(x)") }
    }

    @Test func theLegendNamesCurvesAboveTheAxes() {
        let named = chart([.init(name: "one", points: [(0, 0), (10, 0)], colour: red), .init(name: "two", points: [(0, 0.5), (10, 0.5)], colour: blue)])
        let silent = chart([.init(name: nil, points: [(0, 0), (10, 0)], colour: red), .init(name: nil, points: [(0, 0.5), (10, 0.5)], colour: blue)])
        for colour in [red, blue] { #expect(pixels(named, colour).count > pixels(silent, colour).count + 50) }
        let (legend, curve) = (pixels(named, red).map(\.y).min()!, pixels(silent, red).map(\.y).min()!)
        #expect(legend < curve - 100)
    }

    @Test func aFaintCurveIsAsFaintAtItsJoints() {
        let points = (0...10).map { (x: Double($0), y: 0.43) }
        let canvas = chart([.init(name: nil, points: points, colour: red, opacity: 0.25)])
        let expected = Colour(255, 255, 255).under(red, opacity: 0.25)
        let rows = Dictionary(grouping: pixels(canvas, expected), by: \.y).values.map(\.count)
        #expect((rows.max() ?? 0) > 250 && pixels(canvas, red).isEmpty)
    }

    @Test(arguments: [[], [SIMD2(3, 7)], [SIMD2(0, .nan), SIMD2(1, 1)]] as [[SIMD2<Double>]]) func oddCurvesAreDrawnOrLeftOut(points: [SIMD2<Double>]) {
        let canvas = chart([.init(name: "odd", points: points.map { (x: $0.x, y: $0.y) }, colour: red)])
        #expect(canvas.width == 400 && !pixels(canvas, red).isEmpty)
    }
}
