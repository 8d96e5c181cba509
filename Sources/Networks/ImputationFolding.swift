import Tensors

/// Eq. 2 moved from features into weights: what is imputed never needs to be computed.
///
/// For a linear operation, Σ_m W_m · s_m f_m over all modalities, where f_m of an absent modality is the mean of the
/// present ones, equals Σ_j W'_j · f_j over the present ones alone, with W'_j = s_j W_j + 1/|present| · Σ_absent s_m W_m.
/// The scales s are 1, or the importance weights in the outer problem of the meta-update.
public struct ImputationFolding: Sendable {
    public let present: ModalitySubset
    public let modalities: Int
    /// One scale s_m for each modality.
    public let scales: [Float]

    public init(present: ModalitySubset, modalities: Int, scales: [Float]? = nil) {
        precondition(!present.isEmpty, "no modality is present")
        self.present = present
        self.modalities = modalities
        self.scales = scales ?? Array(repeating: 1, count: modalities)
    }

    /// A run of channels that an operation reads.
    public enum Segment: Hashable, Sendable {
        /// Channels of an ordinary value.
        case plain(Int)
        /// This many channels for each modality.
        case imputed(Int)
        /// The same, but absent modalities' features do not depend on the present ones' (`zeroImage`): `absentPart` has their weights.
        case independent(Int)
    }

    /// How much of W_m is in W'_j, without the scale of m.
    public func share(of modality: Int, in presentModality: Int) -> Float {
        if modality == presentModality { return 1 }
        return present.contains(modality) ? 0 : 1 / Float(present.count)
    }

    /// Folds a weight tensor [outer, input, inner] into one that reads present modalities only.
    public func fold(_ weight: [Float], _ segments: [Segment], outer: Int, inner: Int) -> [Float] {
        if changesNothing(segments) { return weight }
        var folded = [Float](repeating: 0, count: outer * foldedChannels(segments) * inner)
        forEachTerm(segments, outer: outer, inner: inner) { target, source, modality, share in
            let factor = modality.map { share * scales[$0] } ?? 1
            for i in 0..<inner { folded[target + i] += factor * weight[source + i] }
        }
        return folded
    }

    /// Whether the folded tensor is the tensor: nothing that it reads is imputed or scaled.
    private func changesNothing(_ segments: [Segment]) -> Bool {
        (present.count == modalities && scales.allSatisfy { $0 == 1 }) || segments.allSatisfy { if case .plain = $0 { true } else { false } }
    }

    /// The transpose of `fold`: adds the gradient of the folded tensor onto the gradient of the original.
    public func unfold(_ foldedGradient: [Float], _ segments: [Segment], outer: Int, inner: Int, addingTo gradient: inout [Float]) {
        forEachTerm(segments, outer: outer, inner: inner) { target, source, modality, share in
            let factor = modality.map { share * scales[$0] } ?? 1
            for i in 0..<inner { gradient[source + i] += factor * foldedGradient[target + i] }
        }
    }

    /// The gradient with respect to the scales, added to one number for each modality.
    public func scaleGradient(_ foldedGradient: [Float], _ weight: [Float], _ segments: [Segment], outer: Int, inner: Int,
                              addingTo gradient: inout [Double]) {
        forEachTerm(segments, outer: outer, inner: inner) { target, source, modality, share in
            guard let modality else { return }
            var sum = 0.0
            for i in 0..<inner { sum += Double(foldedGradient[target + i]) * Double(weight[source + i]) }
            gradient[modality] += Double(share) * sum
        }
    }

    /// Channels that the folded tensor reads.
    public func foldedChannels(_ segments: [Segment]) -> Int {
        segments.reduce(0) { sum, segment in
            switch segment {
            case .plain(let channels): sum + channels
            case .imputed(let channels), .independent(let channels): sum + present.count * channels
            }
        }
    }

    /// Visits every pair of a folded and an original row of `inner` numbers between which `fold` carries something.
    private func forEachTerm(_ segments: [Segment], outer: Int, inner: Int,
                             _ body: (_ target: Int, _ source: Int, _ modality: Int?, _ share: Float) -> Void) {
        let (foldedInputs, inputs) = (foldedChannels(segments), segments.reduce(0) { $0 + $1.channels(modalities) })
        for o in 0..<outer {
            var (target, source) = (o * foldedInputs, o * inputs)
            for segment in segments {
                switch segment {
                case .plain(let channels):
                    for c in 0..<channels { body((target + c) * inner, (source + c) * inner, nil, 1) }
                    target += channels
                case .imputed(let channels):
                    for (place, j) in present.indices.enumerated() {
                        for m in 0..<modalities where share(of: m, in: j) != 0 {
                            for c in 0..<channels {
                                body((target + place * channels + c) * inner, (source + m * channels + c) * inner, m, share(of: m, in: j))
                            }
                        }
                    }
                    target += present.count * channels
                case .independent(let channels):
                    for (place, j) in present.indices.enumerated() {
                        for c in 0..<channels { body((target + place * channels + c) * inner, (source + j * channels + c) * inner, j, 1) }
                    }
                    target += present.count * channels
                }
                source += segment.channels(modalities)
            }
        }
    }
}

extension ImputationFolding.Segment {
    /// Channels before folding.
    func channels(_ modalities: Int) -> Int {
        switch self {
        case .plain(let channels): channels
        case .imputed(let channels), .independent(let channels): channels * modalities
        }
    }
}
