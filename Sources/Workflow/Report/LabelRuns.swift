/// Labels as runs of equal ones: small where most are background, and quick to unpack in a browser.
package enum LabelRuns {
    /// Each run is the number `length · 4 + code`, seven bits a byte, the lowest first, the high bit set where more bytes follow.
    ///
    /// - Parameter codes: From 0 to 3.
    package static func packed(_ codes: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var start = 0
        while start < codes.count {
            precondition(codes[start] < 4, "code \(codes[start])")
            let end = codes[start...].firstIndex { $0 != codes[start] } ?? codes.count
            var number = (end - start) << 2 | Int(codes[start])
            while number > 127 {
                bytes.append(UInt8(number & 127) | 128)
                number >>= 7
            }
            bytes.append(UInt8(number))
            start = end
        }
        return bytes
    }
}
