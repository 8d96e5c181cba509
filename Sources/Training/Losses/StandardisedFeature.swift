import Tensors

/// A feature whose channels have mean 0 and variance 1 over its voxels: z = (f − μ) / σ with σ² = variance + ε.
struct StandardisedFeature {
    /// z, in the layout of f; padding channels are 0.
    let values: Tensor
    private let deviations: [Float]

    /// Added to variances, so that a channel which is all but constant is not blown up.
    static let epsilon = 1e-5

    init(_ feature: Tensor) {
        values = Tensor(feature.shape, layout: feature.layout)
        let count = Double(feature.shape.extent.voxels)
        var deviations: [Float] = []
        for channel in 0..<feature.shape.channels {
            let elements = StandardisedFeature.elements(of: channel, feature)
            var (sum, squares) = (0.0, 0.0)
            for i in elements { sum += Double(feature.base[i]) }
            let mean = sum / count
            for i in elements {
                let difference = Double(feature.base[i]) - mean
                squares += difference * difference
            }
            let deviation = (squares / count + StandardisedFeature.epsilon).squareRoot()
            for i in elements { values.base[i] = Float((Double(feature.base[i]) - mean) / deviation) }
            deviations.append(Float(deviation))
        }
        self.deviations = deviations
    }

    /// Turns the gradient g with respect to z into that with respect to f: (g − mean g − z · mean(g · z)) / σ.
    func differentiate(_ gradient: Tensor) {
        let count = Double(values.shape.extent.voxels)
        for (channel, deviation) in deviations.enumerated() {
            let elements = StandardisedFeature.elements(of: channel, values)
            var (sum, slope) = (0.0, 0.0)
            for i in elements {
                sum += Double(gradient.base[i])
                slope += Double(gradient.base[i] * values.base[i])
            }
            let (mean, onValue) = (Float(sum / count), Float(slope / count))
            for i in elements { gradient.base[i] = (gradient.base[i] - mean - onValue * values.base[i]) / deviation }
        }
    }

    /// Where the voxels of a channel lie in the storage.
    private static func elements(of channel: Int, _ tensor: Tensor) -> StrideTo<Int> {
        let voxels = tensor.shape.extent.voxels
        switch tensor.layout {
        case .planar: return stride(from: channel * voxels, to: (channel + 1) * voxels, by: 1)
        case .blocked:
            let start = Layout.place(channel, 0, of: voxels)
            return stride(from: start, to: start + voxels * Layout.block, by: Layout.block)
        }
    }
}
