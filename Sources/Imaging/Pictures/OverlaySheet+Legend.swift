extension OverlaySheet {
    /// The title, what was given and what was imputed, and which image lies under the labels.
    func drawHeader(on canvas: inout Canvas) {
        let (left, right) = (SheetLayout.margin, layout.width - SheetLayout.margin)
        let source = "background: \(background)"
        canvas.write(source, x: right, y: 24, .muted, align: .right)
        let room = (right - left - Canvas.width(of: source, .large)) / Canvas.TextSize.large.advance - 2
        canvas.write(String(title.prefix(room)), x: left, y: 24, .bright)
        canvas.write(provenance, x: left, y: 52, .muted)
        canvas.line(from: (left, 82), to: (right, 82), .rule)
    }

    /// Swatches with names and volumes, the nested regions, the scale bar and the footer.
    func drawLegend(on canvas: inout Canvas) {
        let (left, right) = (SheetLayout.margin, layout.width - SheetLayout.margin)
        let top = layout.height - SheetLayout.legendHeight + 8
        canvas.line(from: (left, top), to: (right, top), .rule)
        if hasLesion {
            drawSwatches(x: left, y: top + 18, on: &canvas)
            drawRegions(x: left + 580, y: top + 18, on: &canvas)
        } else {
            canvas.write("no lesion found", x: left, y: top + 18, .bright)
        }
        drawScaleBar(right: right, y: top + 46, on: &canvas)
        canvas.line(from: (left, layout.height - 62), to: (right, layout.height - 62), .rule)
        canvas.write("research use only, not a medical device", x: left, y: layout.height - 44, .muted)
    }

    private var provenance: String {
        func names(_ given: Bool) -> String { modalities.filter { $0.given == given }.map(\.name).joined(separator: ", ") }
        let imputed = names(false)
        return "given: \(names(true))" + (imputed.isEmpty ? "" : " · imputed: \(imputed)")
    }

    private func drawSwatches(x: Int, y: Int, on canvas: inout Canvas) {
        let rows = [
            (LabelStyle.enhancing, volumes.enhancing), (.core, volumes.core - volumes.enhancing),
            (.edema, volumes.whole - volumes.core),
        ]
        for (row, (style, volume)) in rows.enumerated() {
            let top = y + row * 28
            canvas.fill(x: x, y: top - 2, width: 28, height: 18, style.colour)
            let fill = Colour(grey: 0.45).under(style.colour, opacity: self.style == .fill ? LabelStyle.fillOpacity : 0)
            canvas.fill(x: x + 2, y: top, width: 24, height: 14, fill)
            canvas.write(style.name, x: x + 42, y: top, .bright)
            canvas.write(LesionVolumes.text(volume), x: x + 520, y: top, .bright, align: .right)
        }
    }

    private func drawRegions(x: Int, y: Int, on canvas: inout Canvas) {
        let rows = [
            ("TC  tumour core = ET + core", volumes.core), ("WT  whole tumour = TC + edema", volumes.whole),
        ]
        for (row, (name, volume)) in rows.enumerated() {
            canvas.write(name, x: x, y: y + row * 28, .bright)
            canvas.write(LesionVolumes.text(volume), x: x + 490, y: y + row * 28, .bright, align: .right)
        }
    }

    private func drawScaleBar(right: Int, y: Int, on canvas: inout Canvas) {
        let length = Int((50 * layout.scale).rounded())
        canvas.fill(x: right - length, y: y, width: length, height: 3, .bright)
        canvas.fill(x: right - length, y: y - 5, width: 2, height: 13, .bright)
        canvas.fill(x: right - 2, y: y - 5, width: 2, height: 13, .bright)
        canvas.write("5 cm", x: right - length / 2, y: y - 26, .bright, align: .centre)
    }
}
