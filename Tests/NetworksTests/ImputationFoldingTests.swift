import Networks
import Tensors
import TestSupport
import Testing

/// Folding against what it stands for: a convolution over the features of all modalities, absent ones replaced by the mean.
@Suite struct ImputationFoldingTests {
    struct Case: Sendable, CustomStringConvertible {
        var subset: ModalitySubset, modalities: Int, isScaled: Bool
        var description: String { "\(subset.indices) of \(modalities)\(isScaled ? ", scaled" : "")" }
        static let all = [3, 4].flatMap { n in
            ModalitySubset.nonEmpty(of: n).flatMap { subset in [false, true].map { Case(subset: subset, modalities: n, isScaled: $0) } }
        }
    }

    static let channels = 3, outputs = 5, extent = Extent(3, 4, 5)
    /// An ordinary value between two imputed ones.
    static let segments: [ImputationFolding.Segment] = [.imputed(channels), .plain(2), .imputed(channels)]

    @Test(arguments: Case.all, [false, true]) func foldedConvolutionEqualsTheOneOverAll(of c: Case, isTransposed: Bool) {
        let numbers = Numbers(c)
        let kernel = Triple(2)
        let geometry = ConvolutionGeometry(input: Self.extent, kernel: kernel, stride: isTransposed ? kernel : Triple(1), isTransposed: isTransposed)!
        let rows = isTransposed ? (outer: 1, inner: Self.outputs * kernel.product) : (outer: Self.outputs, inner: kernel.product)
        let weight = numbers.weight(rows.outer * rows.inner)
        let folded = numbers.folding.fold(weight, Self.segments, outer: rows.outer, inner: rows.inner)
        #expect(folded.count == rows.outer * rows.inner * numbers.folding.foldedChannels(Self.segments))
        func convolved(_ value: ReferenceValue, _ weight: [Float]) -> ReferenceValue {
            let weight = weight.map(Double.init)
            return isTransposed ? value.transposeConvolved(weight, bias: nil, outputs: Self.outputs, geometry)
                : value.convolved(weight, bias: nil, outputs: Self.outputs, geometry)
        }
        let (found, expected) = (convolved(numbers.presentBlocks, folded), convolved(numbers.allBlocks, weight))
        let worst = zip(found.elements, expected.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
        // A folded weight is a sum of at most four terms in single precision.
        #expect(worst <= 16 * 0x1p-24 * expected.largestMagnitude, "off by \(worst)")
    }

    @Test(arguments: Case.all) func unfoldIsTheTransposeOfFold(of c: Case) {
        let (outer, inner, numbers) = (2, 3, Numbers(c))
        let count = outer * inner * numbers.channels
        let foldedGradient = random(outer * inner * numbers.folding.foldedChannels(Self.segments), seed: 5)
        var gradient = [Float](repeating: 2, count: count)
        numbers.folding.unfold(foldedGradient, Self.segments, outer: outer, inner: inner, addingTo: &gradient)
        for i in 0..<count {
            var unit = [Float](repeating: 0, count: count)
            unit[i] = 1
            let expected = dot(numbers.folding.fold(unit, Self.segments, outer: outer, inner: inner), foldedGradient)
            #expect(abs(Double(gradient[i]) - 2 - expected) <= 16 * 0x1p-24 * 8, "element \(i): added \(gradient[i] - 2), expected \(expected)")
        }
    }

    /// `fold` is linear in the scales: its slope along one of them is what it makes of that scale alone.
    @Test(arguments: Case.all) func scaleGradientIsTheSlopeOfFold(of c: Case) {
        let (outer, inner, numbers) = (2, 3, Numbers(c))
        let weight = numbers.weight(outer * inner)
        let foldedGradient = random(outer * inner * numbers.folding.foldedChannels(Self.segments), seed: 6)
        var gradient = [Double](repeating: 1, count: c.modalities)
        numbers.folding.scaleGradient(foldedGradient, weight, Self.segments, outer: outer, inner: inner, addingTo: &gradient)
        func folded(_ scales: [Float]) -> Double {
            let folding = ImputationFolding(present: c.subset, modalities: c.modalities, scales: scales)
            return dot(folding.fold(weight, Self.segments, outer: outer, inner: inner), foldedGradient)
        }
        let none = [Float](repeating: 0, count: c.modalities)
        for m in 0..<c.modalities {
            var one = none
            one[m] = 1
            let expected = folded(one) - folded(none)
            let tolerance = Double(outer * inner * numbers.channels) * 0x1p-22
            #expect(abs(gradient[m] - 1 - expected) <= tolerance, "modality \(m): \(gradient[m] - 1), expected \(expected)")
        }
    }

    @Test(arguments: Case.all) func everyModalitysWeightIsSharedOutWhole(of c: Case) {
        let folding = ImputationFolding(present: c.subset, modalities: c.modalities)
        for modality in 0..<c.modalities {
            let shares = c.subset.indices.map { folding.share(of: modality, in: $0) }
            #expect(abs(shares.reduce(0, +) - 1) <= 0x1p-22)
        }
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
}

/// Seeded features and weights of a case.
private struct Numbers {
    let c: ImputationFoldingTests.Case
    let scales: [Float]?

    init(_ c: ImputationFoldingTests.Case) {
        self.c = c
        scales = c.isScaled ? [0.5, 1.5, 0.25, 2].prefix(c.modalities).map { Float($0) } : nil
    }

    var folding: ImputationFolding { ImputationFolding(present: c.subset, modalities: c.modalities, scales: scales) }
    /// Channels of all segments before folding.
    var channels: Int { 2 + 2 * c.modalities * ImputationFoldingTests.channels }

    func weight(_ perChannel: Int) -> [Float] { random(perChannel * channels, seed: 4) }

    private var plain: ReferenceValue { ReferenceValue(Shape(channels: 2, extent: ImputationFoldingTests.extent), seed: 20) }

    private func feature(_ tap: Int, _ modality: Int) -> ReferenceValue {
        ReferenceValue(Shape(channels: ImputationFoldingTests.channels, extent: ImputationFoldingTests.extent), seed: UInt64(10 * tap + modality))
    }

    /// The segments with the present modalities' features.
    var presentBlocks: ReferenceValue {
        let features = (0..<2).map { tap in c.subset.indices.map { feature(tap, $0) } }
        return .joined(features[0] + [plain] + features[1])
    }

    /// The segments with every modality's features, scaled.
    var allBlocks: ReferenceValue {
        let features = (0..<2).map { tap in
            let mean = ReferenceValue.mean(c.subset.indices.map { feature(tap, $0) })
            return (0..<c.modalities).map { m in (c.subset.contains(m) ? feature(tap, m) : mean).scaled(by: Double(scales?[m] ?? 1)) }
        }
        return .joined(features[0] + [plain] + features[1])
    }
}

private func random(_ count: Int, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in random.uniform(-1...1) }
}
