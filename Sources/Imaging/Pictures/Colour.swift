/// A colour of 8 bits per channel, as in sRGB.
public struct Colour: Hashable, Sendable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A shade of grey from 0 (black) to 1 (white); values beyond are clamped.
    public init(grey: Float) {
        let level = UInt8((min(max(grey, 0), 1) * 255).rounded())
        self.init(level, level, level)
    }

    /// `#e6550d`, as style sheets write it.
    package var hexadecimal: String { "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// This colour under a layer of another, whose `opacity` runs from 0 to 1.
    public func under(_ layer: Colour, opacity: Float) -> Colour {
        func mixed(_ below: UInt8, _ above: UInt8) -> UInt8 {
            UInt8((Float(below) + (Float(above) - Float(below)) * opacity).rounded())
        }
        return Colour(mixed(red, layer.red), mixed(green, layer.green), mixed(blue, layer.blue))
    }
}

extension Colour {
    /// The ground of a sheet.
    static let ground = Colour(16, 18, 22)
    /// The ground behind a picture.
    static let black = Colour(0, 0, 0)
    /// Headings and letters on pictures.
    static let bright = Colour(236, 239, 244)
    /// Captions.
    static let muted = Colour(150, 158, 170)
    /// Rules between parts of a sheet.
    static let rule = Colour(52, 57, 66)
}
