/// Which slices of a volume a sheet shows along one axis.
struct SliceChoice: Sendable {
    /// The slice with the most lesion, or the middle of the brain.
    let main: Int
    /// Up to two more, in order.
    let others: [Int]

    /// The slice with the largest lesion, and on either side the one that halves what lesion lies there; without a
    /// lesion, slices at a half, a third and two thirds of `brain`.
    init(areas: [Int], brain: ClosedRange<Int>) {
        guard let largest = areas.max(), largest > 0 else {
            let length = brain.count
            let middle = brain.lowerBound + length / 2
            main = middle
            others = [brain.lowerBound + length / 3, brain.lowerBound + 2 * length / 3].filter { $0 != middle }
            return
        }
        // A box is as large in many slices: the middle one is its face.
        let candidates = areas.indices.filter { areas[$0] == largest }
        main = candidates[candidates.count / 2]
        let below = SliceChoice.halving(areas[..<main]) ?? main - 1
        let above = SliceChoice.halving(areas[(main + 1)...]) ?? main + 1
        others = [below, above].filter { areas.indices.contains($0) }
    }

    /// The slice at which half of the area in these slices is reached; nil where there is none.
    private static func halving(_ areas: ArraySlice<Int>) -> Int? {
        let total = areas.reduce(0, +)
        guard total > 0 else { return nil }
        var sum = 0
        return areas.indices.first { index in
            sum += areas[index]
            return 2 * sum >= total
        }
    }
}
