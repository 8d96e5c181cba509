/// A font of fixed width: letters of 5×7 pixels, two rows for what hangs below, in cells of 6×10.
enum BitmapFont {
    /// The columns from one letter to the next.
    static let advance = 6
    /// The rows from one line to the next.
    static let lineHeight = 10

    /// The pixels of one letter, a byte per row from the top, the leftmost of five columns in bit 4.
    struct Glyph: Sendable {
        let rows: [UInt8]

        /// True where a pixel is inked; nothing is, outside.
        subscript(column: Int, row: Int) -> Bool {
            rows.indices.contains(row) && column >= 0 && column < 5 && rows[row] >> (4 - column) & 1 == 1
        }

        /// The glyph at twice the size, a corner being cut or filled where two neighbours agree on it (Scale2x).
        func doubled(_ column: Int, _ row: Int) -> Bool {
            let (x, y) = (column / 2, row / 2)
            let beside = self[x + (column % 2 == 0 ? -1 : 1), y]
            let opposite = self[x + (column % 2 == 0 ? 1 : -1), y]
            let above = self[x, y + (row % 2 == 0 ? -1 : 1)]
            let below = self[x, y + (row % 2 == 0 ? 1 : -1)]
            return beside == above && beside != below && above != opposite ? beside : self[x, y]
        }
    }

    /// A character's drawing, or a hollow box where there is none.
    static func glyph(_ character: Character) -> Glyph { glyphs[character] ?? missing }

    private static let missing = Glyph(rows: [31, 17, 17, 17, 17, 17, 31])

    private static let glyphs: [Character: Glyph] = {
        var glyphs: [Character: Glyph] = [" ": Glyph(rows: [])]
        for band in drawings {
            let lines = band.rows.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
            for (index, character) in band.characters.enumerated() {
                glyphs[character] = Glyph(rows: lines.map { row($0, at: index * advance) })
            }
        }
        return glyphs
    }()

    private static func row(_ line: [Character], at start: Int) -> UInt8 {
        (0..<5).reduce(0) { bits, column in
            bits << 1 | (start + column < line.count && line[start + column] == "#" ? 1 : 0)
        }
    }
}
