import Foundation
import Tensors
import TestSupport
import Training

/// The losses as METHOD's formulas, in double precision.
enum ReferenceLoss {
    /// mean over outputs of mean(BCE) + 1 − (2 Σ p·y + s) / (Σ p + Σ y + s).
    static func segmentation(_ logits: ReferenceValue, _ truth: [[UInt8]], smoothing: Double = 1) -> Double {
        let voxels = logits.shape.extent.voxels
        return truth.enumerated().reduce(0) { sum, output in
            let p = logits.elements[output.offset * voxels..<(output.offset + 1) * voxels].map { 1 / (1 + exp(-$0)) }
            let y = output.element.map(Double.init)
            let entropy = zip(p, y).reduce(0) { $0 - ($1.1 * log($1.0) + (1 - $1.1) * log(1 - $1.0)) } / Double(voxels)
            let dice = (2 * zip(p, y).reduce(0) { $0 + $1.0 * $1.1 } + smoothing) / (p.reduce(0, +) + y.reduce(0, +) + smoothing)
            return sum + (entropy + 1 - dice) / Double(truth.count)
        }
    }

    /// Σ_{i≠j} (w_i / w_j) · mean |f_i − t_j|^p, the features f of the teachers apart from those t of the students.
    static func distillation(teachers: [Int: ReferenceValue], students: [Int: ReferenceValue], weights: [Float], power: Double) -> Double {
        students.reduce(0) { sum, student in
            teachers.filter { $0.key != student.key }.reduce(sum) { sum, teacher in
                let distance = zip(teacher.value.elements, student.value.elements).reduce(0) { $0 + pow(abs($1.0 - $1.1), power) }
                return sum + Double(weights[teacher.key]) / Double(weights[student.key]) * distance / Double(student.value.elements.count)
            }
        }
    }

    /// (f − mean) / √(variance + 1e-5) of each channel.
    static func standardised(_ feature: ReferenceValue) -> ReferenceValue {
        var result = feature
        let voxels = feature.shape.extent.voxels
        for channel in 0..<feature.shape.channels {
            let elements = channel * voxels..<(channel + 1) * voxels
            let mean = feature.elements[elements].reduce(0, +) / Double(voxels)
            let variance = feature.elements[elements].reduce(0) { $0 + pow($1 - mean, 2) } / Double(voxels)
            for i in elements { result.elements[i] = (feature.elements[i] - mean) / (variance + 1e-5).squareRoot() }
        }
        return result
    }

    /// Eq. 6 and its alternatives.
    static func normalised(_ raw: [Double], _ normalisation: ImportanceWeights.Normalisation) -> [Double] {
        switch normalisation {
        case .softmax: raw.map { exp($0) / raw.reduce(0) { $0 + exp($1) } }
        case .sigmoid: raw.map { 1 / (1 + exp(-$0)) }
        case .relu: raw.map { max($0, 0) }
        }
    }
}

/// The central difference of `function` with respect to one number.
func centralDifference(step: Double = 1e-6, _ function: (Double) -> Double) -> Double { (function(step) - function(-step)) / (2 * step) }

/// Zeros and ones, a third of them ones; every output has its own.
func randomTruth(outputs: Int, voxels: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    return (0..<outputs).map { _ in (0..<voxels).map { _ in random.chance(0.33) ? 1 : 0 } }
}
