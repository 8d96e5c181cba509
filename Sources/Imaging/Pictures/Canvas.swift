/// An RGB picture to draw on: rows from the top, three bytes a pixel. What falls outside is cut off.
public struct Canvas: Sendable {
    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// The bytes `[height, width, 3]`.
    public private(set) var pixels: [UInt8]

    /// A canvas of one colour; both sides must be positive.
    public init(width: Int, height: Int, ground: Colour = Colour(0, 0, 0)) {
        precondition(width > 0 && height > 0, "canvas \(width)×\(height) must be positive")
        self.width = width
        self.height = height
        pixels = Array(repeating: 0, count: width * height * 3)
        fill(x: 0, y: 0, width: width, height: height, ground)
    }

    /// A canvas of these bytes `[height, width, 3]`.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for a canvas of \(width)×\(height)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The colour of a pixel, which must lie on the canvas; setting one outside does nothing.
    public subscript(x: Int, y: Int) -> Colour {
        get {
            precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of a canvas of \(width)×\(height)")
            let at = (y * width + x) * 3
            return Colour(pixels[at], pixels[at + 1], pixels[at + 2])
        }
        set {
            guard x >= 0, x < width, y >= 0, y < height else { return }
            let at = (y * width + x) * 3
            pixels[at] = newValue.red
            pixels[at + 1] = newValue.green
            pixels[at + 2] = newValue.blue
        }
    }

    /// Fills a rectangle.
    public mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: Colour) {
        for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
            for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) { self[column, row] = colour }
        }
    }

    /// Lays a colour of the given opacity, 0 to 1, over a pixel.
    public mutating func blend(x: Int, y: Int, _ colour: Colour, opacity: Float) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        self[x, y] = self[x, y].under(colour, opacity: opacity)
    }

    /// Draws a line one pixel wide from one pixel to another, both included.
    public mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ colour: Colour) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        for step in 0...steps {
            let along = steps == 0 ? 0 : Double(step) / Double(steps)
            let x = Double(start.x) + along * Double(end.x - start.x)
            let y = Double(start.y) + along * Double(end.y - start.y)
            self[Int(x.rounded()), Int(y.rounded())] = colour
        }
    }
}
