import Foundation

/// How much the grey values of one image say of another's, in places that both have.
struct MutualInformation {
    /// Intervals of grey values.
    static let intervals = 24

    private var joint = [Int32](repeating: 0, count: intervals * intervals)
    private(set) var count = 0

    @inline(__always) mutating func add(_ a: UInt8, _ b: UInt8) {
        joint[Int(a) * MutualInformation.intervals + Int(b)] += 1
        count += 1
    }

    /// In nats.
    var value: Double {
        let n = MutualInformation.intervals
        func information(_ counts: [Int32]) -> Double {
            counts.reduce(0) { $1 == 0 ? $0 : $0 - Double($1) / Double(count) * log(Double($1) / Double(count)) }
        }
        let a = (0..<n).map { row in joint[row * n..<(row + 1) * n].reduce(0, +) }
        let b = (0..<n).map { column in (0..<n).reduce(Int32(0)) { $0 + joint[$1 * n + column] } }
        return information(a) + information(b) - information(joint)
    }

    /// The interval of each value between the first and the last hundredth of the brain's; 255 for background.
    static func intervals(of image: CoarseImage, brain: [Int]) -> [UInt8] {
        let sorted = brain.map { image.values[$0] }.sorted()
        var result = [UInt8](repeating: 255, count: image.values.count)
        guard let least = sorted.first, let most = sorted.last, least < most else { return result }
        var (low, high) = (Double(sorted[sorted.count / 100]), Double(sorted[sorted.count - 1 - sorted.count / 100]))
        // Nearly all of the brain may have one value.
        if low == high { (low, high) = (Double(least), Double(most)) }
        let factor = Double(intervals) / (high - low)
        for index in brain { result[index] = UInt8(min(max((Double(image.values[index]) - low) * factor, 0), Double(intervals - 1))) }
        return result
    }
}
