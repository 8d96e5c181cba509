import Imaging

/// The parts of a chart around its curves.
extension LineChart {
    private static let ink = Colour(60, 60, 60)
    private static let grid = Colour(226, 226, 226)

    /// The grid, the axes and the ticks' numbers.
    func drawAxes(_ frame: ChartFrame, on canvas: inout Canvas) {
        let area = frame.area
        for tick in frame.vertical.ticks {
            let y = Int(frame.y(tick).rounded())
            canvas.line(from: (area.left, y), to: (area.right, y), LineChart.grid)
            canvas.write(frame.vertical.label(tick), x: area.left - 10, y: y - Canvas.TextSize.large.lineHeight / 2 + 3, LineChart.ink, align: .right)
        }
        for tick in frame.horizontal.ticks {
            let x = Int(frame.x(tick).rounded())
            canvas.line(from: (x, area.top), to: (x, area.bottom), LineChart.grid)
            canvas.line(from: (x, area.bottom), to: (x, area.bottom + 6), LineChart.ink)
            canvas.write(frame.horizontal.label(tick), x: x, y: area.bottom + 12, LineChart.ink, align: .centre)
        }
        canvas.line(from: (area.left, area.top), to: (area.left, area.bottom), LineChart.ink)
        canvas.line(from: (area.left, area.bottom), to: (area.right, area.bottom), LineChart.ink)
    }

    /// The title, what the axes show, and the legend.
    func drawWords(_ frame: ChartFrame, on canvas: inout Canvas) {
        let area = frame.area
        // Twice, a column apart: the font has no bold letters.
        for column in 0...1 { canvas.write(title, x: ChartFrame.margin + column, y: ChartFrame.margin, Colour(0, 0, 0)) }
        canvas.write(verticalLabel, x: ChartFrame.margin, y: ChartFrame.margin + ChartFrame.line, LineChart.ink)
        canvas.write(horizontalLabel, x: area.right, y: area.bottom + 12 + ChartFrame.line, LineChart.ink, align: .right)
        var right = area.right
        for curve in curves.reversed() {
            guard let name = curve.name else { continue }
            right -= Canvas.width(of: name, .large)
            canvas.write(name, x: right, y: ChartFrame.margin + ChartFrame.line, LineChart.ink)
            canvas.fill(x: right - 34, y: ChartFrame.margin + ChartFrame.line + 6, width: 26, height: 4, curve.colour)
            right -= 58
        }
    }
}
