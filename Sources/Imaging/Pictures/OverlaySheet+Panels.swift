extension OverlaySheet {
    /// Draws one slice, its labels, the letters at its edges and its caption.
    func draw(_ panel: SheetPanel, _ window: GreyWindow, on canvas: inout Canvas) {
        let sampler = SliceSampler(volume, panel.plane, panel.slice)
        for y in 0..<panel.height {
            for x in 0..<panel.width {
                let at = panel.position(x, y)
                let shade = window.shade(sampler.intensity(across: at.across, up: at.up))
                canvas[panel.left + x, panel.top + y] = Colour(grey: shade)
            }
        }
        if panel.isOverlaid { drawLabels(panel, sampler, on: &canvas) }
        drawEdges(panel, on: &canvas)
        let axis = panel.plane.through, number = numbers.first[axis] + panel.slice * numbers.step[axis]
        let caption = "\(panel.plane.rawValue) · slice \(number) of \(numbers.total[axis])"
        let middle = panel.left + panel.width / 2
        canvas.write(caption, x: middle, y: panel.top + panel.height + 6, .muted, align: .centre)
    }

    /// Outlines each label, the outline inside the label, and fills it thinly if the style says so.
    private func drawLabels(_ panel: SheetPanel, _ sampler: SliceSampler, on canvas: inout Canvas) {
        let width = panel.width
        let labels = (0..<panel.height * width).map { pixel in
            let at = panel.position(pixel % width, pixel / width)
            return sampler.label(across: at.across, up: at.up)
        }
        for (pixel, label) in labels.enumerated() {
            guard let style = LabelStyle.style(of: label) else { continue }
            let (x, y) = (pixel % width, pixel / width)
            let outlined = x == 0 || x == width - 1 || y == 0 || y == panel.height - 1
                || [-1, 1, -width, width].contains { labels[pixel + $0] != label }
            guard outlined || self.style == .fill else { continue }
            canvas.blend(
                x: panel.left + x, y: panel.top + y, style.colour, opacity: outlined ? 1 : LabelStyle.fillOpacity)
        }
    }

    private func drawEdges(_ panel: SheetPanel, on canvas: inout Canvas) {
        let edges = panel.plane.edges
        let (middle, centre) = (panel.left + panel.width / 2, panel.top + panel.height / 2 - 8)
        canvas.write(edges.left, x: panel.left + 3, y: centre, .bright)
        canvas.write(edges.right, x: panel.left + panel.width - 2, y: centre, .bright, align: .right)
        canvas.write(edges.top, x: middle, y: panel.top + 2, .bright, align: .centre)
        canvas.write(edges.bottom, x: middle, y: panel.top + panel.height - 17, .bright, align: .centre)
    }
}
