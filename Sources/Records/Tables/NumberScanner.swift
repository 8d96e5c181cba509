/// Reads decimal numbers from bytes, rounded to the nearest float as `strtof` does.
///
/// Up to 19 digits d and a power of ten e within ±22 give d·10^e in double precision within 4 units of its last place (d and the
/// power are each rounded at most once). Rounding that to a float is right unless the double lies that close to the middle
/// between two floats; those, and all longer numbers, are left to the standard library.
enum NumberScanner {
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The number that begins at a place, which is moved behind it; nil if there is none, or none that this fast path reads.
    ///
    /// The bytes must end with one that no number holds, such as a line end.
    @inline(__always) static func scan(_ bytes: UnsafePointer<UInt8>, _ place: inout Int) -> Float? {
        let negative = bytes[place] == UInt8(ascii: "-")
        if negative || bytes[place] == UInt8(ascii: "+") { place += 1 }
        var mantissa: UInt64 = 0
        let start = place
        digits(bytes, &place, &mantissa)
        var (count, exponent) = (place - start, 0)
        if bytes[place] == UInt8(ascii: ".") {
            place += 1
            let fraction = place
            digits(bytes, &place, &mantissa)
            exponent = fraction - place
            count -= exponent
        }
        guard count > 0, count <= 19 else { return nil }
        if bytes[place] | 0x20 == UInt8(ascii: "e") {
            guard let power = power(bytes, &place) else { return nil }
            exponent += power
        }
        return value(mantissa, exponent, negative)
    }

    /// Appends digits to a number, which wraps around if they are too many.
    @inline(__always) private static func digits(_ bytes: UnsafePointer<UInt8>, _ place: inout Int, _ number: inout UInt64) {
        while case let digit = bytes[place] &- 0x30, digit < 10 {
            number = number &* 10 &+ UInt64(digit)
            place &+= 1
        }
    }

    /// The power of ten behind an `e`.
    private static func power(_ bytes: UnsafePointer<UInt8>, _ place: inout Int) -> Int? {
        place += 1
        let negative = bytes[place] == UInt8(ascii: "-")
        if negative || bytes[place] == UInt8(ascii: "+") { place += 1 }
        var power: UInt64 = 0
        let start = place
        digits(bytes, &place, &power)
        guard place > start, place - start < 5 else { return nil }
        return negative ? -Int(power) : Int(power)
    }

    @inline(__always) private static func value(_ mantissa: UInt64, _ exponent: Int, _ negative: Bool) -> Float? {
        if mantissa == 0 { return negative ? -0.0 : 0.0 }
        guard exponent >= -22, exponent <= 22 else { return nil }
        let power = powers[abs(exponent)]
        let double = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        let distance = Int(double.bitPattern & 0x1FFF_FFFF) - 0x1000_0000
        guard abs(distance) > 4, double > 0x1p-126, double < 0x1p127 else { return nil }
        return Float(negative ? -double : double)
    }

    /// The finite number that a whole cell is; nil if it is none. Knows no hexadecimal, no infinity and no NaN.
    ///
    /// - Parameter comma: Whether a comma may stand for the decimal point.
    static func number(_ cell: UnsafeBufferPointer<UInt8>, comma: Bool = false) -> Float? {
        let signs = comma ? "+-.eE," : "+-.eE"
        guard !cell.isEmpty, cell.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || signs.utf8.contains($0) }) else { return nil }
        let text = String(decoding: cell.lazy.map { $0 == 0x2C ? 0x2E : $0 }, as: UTF8.self)
        guard let number = Float(text), number.isFinite else { return nil }
        return number
    }

    /// The finite number that a text is, white space around it aside; nil if it is none.
    static func number(_ text: String, comma: Bool = false) -> Float? {
        Array(text.withoutBlanks.utf8).withUnsafeBufferPointer { number($0, comma: comma) }
    }
}
