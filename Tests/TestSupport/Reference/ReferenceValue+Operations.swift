import Tensors

extension ReferenceValue {
    /// y[o, p] = b[o] + Σ_{i, k} w[o, i, k] · x[i, p·stride − padding + k·dilation].
    public func convolved(_ weight: [Double], bias: [Double]?, outputs: Int, _ geometry: ConvolutionGeometry) -> ReferenceValue {
        let (k, s, d, p) = (geometry.kernel, geometry.stride, geometry.dilation, geometry.padding)
        var y = ReferenceValue(zeros: Shape(channels: outputs, extent: geometry.output))
        for o in 0..<outputs {
            geometry.output.forEachVoxel { yd, yh, yw in
                var sum = bias?[o] ?? 0
                for i in 0..<shape.channels {
                    Extent(k.depth, k.height, k.width).forEachVoxel { kd, kh, kw in
                        let (xd, xh, xw) = (yd * s.depth - p.depth + kd * d.depth, yh * s.height - p.height + kh * d.height,
                                            yw * s.width - p.width + kw * d.width)
                        guard shape.extent.contains(xd, xh, xw) else { return }
                        sum += weight[(((o * shape.channels + i) * k.depth + kd) * k.height + kh) * k.width + kw] * self[i, xd, xh, xw]
                    }
                }
                y[o, yd, yh, yw] = sum
            }
        }
        return y
    }

    /// y[o, p·stride + k] = b[o] + Σ_i w[i, o, k] · x[i, p], for a kernel that equals its stride.
    public func transposeConvolved(_ weight: [Double], bias: [Double]?, outputs: Int, _ geometry: ConvolutionGeometry) -> ReferenceValue {
        let s = geometry.stride
        var y = ReferenceValue(zeros: Shape(channels: outputs, extent: geometry.output))
        for o in 0..<outputs {
            geometry.output.forEachVoxel { d, h, w in
                let tap = (d % s.depth * s.height + h % s.height) * s.width + w % s.width
                y[o, d, h, w] = (0..<shape.channels).reduce(bias?[o] ?? 0) { sum, i in
                    sum + weight[(i * outputs + o) * s.product + tap] * self[i, d / s.depth, h / s.height, w / s.width]
                }
            }
        }
        return y
    }

    /// γ · (x − mean) / √(variance + ε) + β, each channel by its own mean and biased variance.
    public func normalised(gamma: [Double], beta: [Double], epsilon: Double) -> ReferenceValue {
        let voxels = shape.extent.voxels
        var result = self
        for c in 0..<shape.channels {
            let range = c * voxels..<(c + 1) * voxels
            let mean = elements[range].reduce(0, +) / Double(voxels)
            let variance = elements[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(voxels)
            for i in range { result.elements[i] = gamma[c] * (elements[i] - mean) / (variance + epsilon).squareRoot() + beta[c] }
        }
        return result
    }

    /// x for x > 0, else slope · x.
    public func activated(slope: Double) -> ReferenceValue { ReferenceValue(shape, elements.map { $0 > 0 ? $0 : slope * $0 }) }

    /// The values' channels, one value after the other.
    public static func joined(_ values: [ReferenceValue]) -> ReferenceValue {
        ReferenceValue(Shape(channels: values.reduce(0) { $0 + $1.shape.channels }, extent: values[0].shape.extent), values.flatMap(\.elements))
    }

    /// The mean of values, element by element.
    public static func mean(_ values: [ReferenceValue]) -> ReferenceValue {
        ReferenceValue(values[0].shape, values[0].elements.indices.map { i in values.reduce(0) { $0 + $1.elements[i] } / Double(values.count) })
    }

    /// Every element times a factor.
    public func scaled(by factor: Double) -> ReferenceValue { ReferenceValue(shape, elements.map { $0 * factor }) }
}
