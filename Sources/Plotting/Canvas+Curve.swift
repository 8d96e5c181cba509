import Imaging

extension Canvas {
    /// Draws lines from point to point, with smooth edges; what lies further outside the area than a line is thick is cut off.
    ///
    /// A pixel's share is that of its nearest line, so that joints are no darker than the rest of a faint curve.
    mutating func draw(_ points: [SIMD2<Double>], in area: ChartFrame.Area, _ colour: Colour, thickness: Double, opacity: Float) {
        let reach = thickness / 2 + 0.5, beyond = Int(reach.rounded(.up))
        let area = ChartFrame.Area(left: area.left - beyond, top: area.top - beyond, right: area.right + beyond, bottom: area.bottom + beyond)
        let (columns, rows) = (area.right - area.left + 1, area.bottom - area.top + 1)
        var coverage = [Float](repeating: 0, count: columns * rows)
        for (start, end) in zip(points, points.count > 1 ? Array(points.dropFirst()) : points) {
            let low = pointwiseMin(start, end) - reach, high = pointwiseMax(start, end) + reach
            let left = max(Int(low.x), area.left), right = min(Int(high.x), area.right)
            let top = max(Int(low.y), area.top), bottom = min(Int(high.y), area.bottom)
            guard left <= right, top <= bottom else { continue }
            for y in top...bottom {
                for x in left...right {
                    let at = (y - area.top) * columns + x - area.left
                    let share = reach - Canvas.distance(SIMD2(Double(x), Double(y)), start, end)
                    coverage[at] = max(coverage[at], Float(min(max(share, 0), 1)))
                }
            }
        }
        for at in coverage.indices where coverage[at] > 0 {
            blend(x: area.left + at % columns, y: area.top + at / columns, colour, opacity: coverage[at] * opacity)
        }
    }

    /// From a point to a line between two others.
    private static func distance(_ point: SIMD2<Double>, _ start: SIMD2<Double>, _ end: SIMD2<Double>) -> Double {
        let (along, offset) = (end - start, point - start)
        let length = (along * along).sum()
        let share = length > 0 ? min(max((along * offset).sum() / length, 0), 1) : 0
        let gap = offset - along * share
        return (gap * gap).sum().squareRoot()
    }
}
