import Foundation

/// The range of an axis and its ticks, at multiples of 1, 2 or 5 times a power of ten.
package struct AxisScale: Equatable {
    package let range: ClosedRange<Double>
    /// The values that get a tick.
    package let ticks: [Double]
    private let isLogarithmic: Bool
    /// Digits after the point of every tick's number; nil where each has as many as it needs.
    private let decimals: Int?

    /// An axis on which equal steps have equal lengths.
    ///
    /// - Parameters:
    ///   - values: What must lie on the axis.
    ///   - intervals: Intervals between ticks, at most.
    ///   - isRounded: Whether the axis begins and ends at a tick, rather than at the first and last value.
    package init(covering values: [Double], intervals: Int, isRounded: Bool) {
        let finite = values.filter(\.isFinite)
        let low = finite.min() ?? 0
        var high = finite.max() ?? 1
        // A range of nothing becomes one of the size of its value.
        if high <= low { high = low + max(abs(low), 1) }
        var step = AxisScale.round((high - low) / Double(intervals), up: true)
        // Rounding both ends outwards can add an interval, which the next larger step takes away.
        if isRounded, (high / step).rounded(.up) - (low / step).rounded(.down) > Double(intervals) { step = AxisScale.round(step * 1.5, up: true) }
        range = isRounded ? (low / step).rounded(.down) * step...(high / step).rounded(.up) * step : low...high
        let (first, last) = ((range.lowerBound / step - 1e-9).rounded(.up), (range.upperBound / step + 1e-9).rounded(.down))
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        (decimals, isLogarithmic) = (AxisScale.decimals(of: step), false)
    }

    /// An axis on which equal factors have equal lengths, from tick to tick; of the values the positive ones count.
    package init(logarithmicallyCovering values: [Double], intervals: Int) {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        let low = AxisScale.round(positive.min() ?? 1, up: false)
        let high = max(AxisScale.round(positive.max() ?? 10, up: true), low * 2)
        range = low...high
        let decades = stride(from: log10(low).rounded(.down), through: log10(high * 1.001), by: 1).map { pow(10, $0) }
        let all = decades.flatMap { decade in [1, 2, 5].map { $0 * decade } }.filter { low * 0.999...high * 1.001 ~= $0 }
        ticks = all.count - 1 <= intervals ? all : decades.filter { low * 0.999 <= $0 }
        (decimals, isLogarithmic) = (nil, true)
    }

    /// Where on the axis a value lies, from 0 to 1.
    package func fraction(_ value: Double) -> Double {
        if isLogarithmic { return log(max(value, range.lowerBound) / range.lowerBound) / log(range.upperBound / range.lowerBound) }
        return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    /// A tick's number, with commas between thousands.
    package func label(_ tick: Double) -> String {
        if abs(tick) >= 1e7 { return String(format: "%g", tick) }
        let digits = decimals ?? AxisScale.decimals(of: tick)
        // Adding 0 turns −0 into 0.
        return (tick + 0).formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US")))
    }

    private static func decimals(of step: Double) -> Int { max(0, Int(-log10(step * 1.001).rounded(.down))) }

    /// The nearest of 1, 2, 5 times a power of ten that is not below, or not above.
    private static func round(_ value: Double, up: Bool) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        let steps = [1, 2, 5, 10].map { $0 * power }
        return (up ? steps.first { $0 >= value * (1 - 1e-9) } : steps.last { $0 <= value * (1 + 1e-9) }) ?? value
    }
}
