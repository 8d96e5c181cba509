import Glibc
import Tensors

/// Softmax cross-entropy of records along the spatial axes (ℓ_task of classification): Σ_r c_r · (log Σ_k e^{z_rk} − z_{r,y_r}) / Σ_r c_r.
public struct CrossEntropyLoss: Sendable {
    /// The loss, and how many of the records have their largest logit at their class.
    public struct Result: TaskJudgement {
        public var total: Float
        public var correct: Int
        public var records: Int

        public init(total: Float, correct: Int, records: Int) { (self.total, self.correct, self.records) = (total, correct, records) }
    }

    /// What a record of each class counts, c; 1 if empty.
    public var classWeights: [Float]

    public init(classWeights: [Float] = []) { self.classWeights = classWeights }

    /// - Parameters:
    ///   - logits: [classes, D, H, W], blocked; one record a voxel.
    ///   - labels: The class of each record.
    ///   - gradient: Receives the gradient with respect to the logits; padding channels become 0.
    public func callAsFunction(_ logits: Tensor, labels: [Int], gradient: Tensor) -> Result {
        let (classes, voxels) = (logits.shape.channels, logits.shape.extent.voxels)
        precondition(labels.count == voxels && labels.allSatisfy { $0 < classes }, "\(labels.count) labels for \(voxels) records of \(classes) classes")
        gradient.storage.update(repeating: 0)
        func weight(_ label: Int) -> Float { classWeights.isEmpty ? 1 : classWeights[label] }
        func place(_ channel: Int, _ voxel: Int) -> Int { Layout.place(channel, voxel, of: voxels) }
        let sum = labels.reduce(Float(0)) { $0 + weight($1) }
        var (total, correct) = (0.0, 0)
        for (voxel, label) in labels.enumerated() {
            let values = (0..<classes).map { logits.base[place($0, voxel)] }
            let largest = values.max()!
            let exponentials = values.map { expf($0 - largest) }
            let (norm, share) = (exponentials.reduce(0, +), weight(label) / sum)
            total += Double(share) * Double(logf(norm) + largest - values[label])
            if values.firstIndex(of: largest) == label { correct += 1 }
            for channel in 0..<classes {
                gradient.base[place(channel, voxel)] = share * (exponentials[channel] / norm - (channel == label ? 1 : 0))
            }
        }
        return Result(total: Float(total), correct: correct, records: voxels)
    }
}
