import Testing
import Plotting

@Suite struct AxisScaleTests {
    @Test(arguments: [
        ([0.0, 1], 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([0, 115_000], 8, ["0", "20,000", "40,000", "60,000", "80,000", "100,000", "120,000"]),
        ([0.213, 0.371], 4, ["0.20", "0.25", "0.30", "0.35", "0.40"]),
        ([-3, 4], 4, ["-4", "-2", "0", "2", "4"]),
        ([0, 0.003], 3, ["0.000", "0.001", "0.002", "0.003"]),
        ([2, 2], 5, ["2.0", "2.5", "3.0", "3.5", "4.0"]),
        ([0, .nan, .infinity, 1], 2, ["0.0", "0.5", "1.0"]),
    ]) func ticksAreRoundAndEndTheAxis(values: [Double], intervals: Int, labels: [String]) {
        let scale = AxisScale(covering: values, intervals: intervals, isRounded: true)
        #expect(scale.ticks.map(scale.label) == labels)
        #expect(abs(scale.fraction(scale.ticks.first!)) < 1e-9 && abs(scale.fraction(scale.ticks.last!) - 1) < 1e-9)
    }

    @Test func anAxisCanEndAtItsValues() {
        let scale = AxisScale(covering: [20, 395], intervals: 5, isRounded: false)
        #expect(scale.range == 20...395 && scale.ticks == [100, 200, 300] && scale.fraction(395) == 1)
    }

    /// Every tick is 1, 2 or 5 times a power of ten apart from the next, however large the range, and there are not too many.
    @Test(arguments: -12...12, [1.0, 1.7, 2.3, 4.9, 7.1]) func anyRangeHasAFewRoundTicks(power: Int, factor: Double) {
        let size = factor * (0..<abs(power)).reduce(1.0) { value, _ in power < 0 ? value / 10 : value * 10 }
        let scale = AxisScale(covering: [0.3 * size, size], intervals: 6, isRounded: true)
        #expect(2...7 ~= scale.ticks.count && scale.range.contains(0.3 * size) && scale.range.contains(size))
        #expect(Set(scale.ticks.map(scale.label)).count == scale.ticks.count)
    }

    @Test(arguments: [
        ([0.0031, 0.37], 7, ["0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5"]), ([1, 1], 5, ["1", "2"]), ([0, -1, 5, 20], 5, ["5", "10", "20"]),
        ([0.00001, 1000], 5, ["0.00001", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1,000"]),
    ]) func factorsHaveEqualLengths(values: [Double], intervals: Int, labels: [String]) {
        let scale = AxisScale(logarithmicallyCovering: values, intervals: intervals)
        #expect(scale.ticks.map(scale.label) == labels)
        let middle = (scale.range.lowerBound * scale.range.upperBound).squareRoot()
        #expect(abs(scale.fraction(middle) - 0.5) < 1e-9 && scale.fraction(0) == 0 && scale.fraction(scale.range.upperBound) == 1)
    }
}
