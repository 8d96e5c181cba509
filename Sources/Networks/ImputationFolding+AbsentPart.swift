extension ImputationFolding {
    /// The part of a weight tensor [outer, input, inner] that reads what absent modalities' encoders make of zeros: [outer, folded, inner].
    ///
    /// - Parameter groups: Absent modalities by encoder. Those of one group have one feature, so their weights add up.
    public func absentPart(_ weight: [Float], _ segments: [Segment], groups: [[Int]], outer: Int, inner: Int) -> [Float] {
        let inputs = segments.reduce(0) { $0 + $1.channels(modalities) }
        var part: [Float] = []
        for o in 0..<outer {
            var source = o * inputs
            for segment in segments {
                if case .independent(let channels) = segment {
                    for group in groups {
                        for i in 0..<channels * inner {
                            part.append(group.reduce(0) { $0 + scales[$1] * weight[(source + $1 * channels) * inner + i] })
                        }
                    }
                }
                source += segment.channels(modalities)
            }
        }
        return part
    }
}
