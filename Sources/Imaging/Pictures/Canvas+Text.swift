extension Canvas {
    /// How large letters are drawn.
    public enum TextSize: Int, Sendable {
        /// Cells of 6×10 pixels.
        case small = 1
        /// Cells of 12×20 pixels, with smoothed corners.
        case large = 2

        /// The width in pixels of one letter's cell, the gap included.
        public var advance: Int { BitmapFont.advance * rawValue }
        /// The height in pixels of a line.
        public var lineHeight: Int { BitmapFont.lineHeight * rawValue }
    }

    /// Where a text's `x` lies.
    public enum TextAlignment: Sendable {
        case left, centre, right
    }

    /// The width in pixels that a text takes.
    public static func width(of text: String, _ size: TextSize) -> Int { text.count * size.advance }

    /// Writes one line of text whose cells begin at row `y`; a character that the font lacks becomes a hollow box.
    public mutating func write(
        _ text: String, x: Int, y: Int, _ colour: Colour, size: TextSize = .large, align: TextAlignment = .left
    ) {
        let width = Canvas.width(of: text, size)
        var left = switch align {
        case .left: x
        case .centre: x - width / 2
        case .right: x - width
        }
        for character in text {
            draw(BitmapFont.glyph(character), x: left, y: y, colour, size)
            left += size.advance
        }
    }

    private mutating func draw(_ glyph: BitmapFont.Glyph, x: Int, y: Int, _ colour: Colour, _ size: TextSize) {
        let scale = size.rawValue
        for row in 0..<BitmapFont.lineHeight * scale {
            for column in 0..<BitmapFont.advance * scale {
                let inked = scale == 1 ? glyph[column, row] : glyph.doubled(column, row)
                if inked { self[x + column, y + row] = colour }
            }
        }
    }
}
