import ModelFormat
import Networks
import Tensors
import Training

/// A network of records or pictures with PyTorch's numbers (Fixtures/classification/make.py).
package struct RecordGolden: Sendable {
    package let name: String
    package let network: RecordNetwork
    package let axes: RecordAxes
    package let file: SafetensorsFile

    package static let all = [
        RecordGolden("table", [.table(inputs: 5, widths: [8]), .table(inputs: 7, widths: []), .table(inputs: 20, widths: [17, 4])], .table),
        RecordGolden("picture", [.picture(widths: [3, 5, 7]), .picture(widths: [3, 5, 7])], .pictures(height: 28, width: 28)),
    ]

    private init(_ name: String, _ encoders: [RecordNetwork.Encoder], _ axes: RecordAxes) {
        (self.name, self.axes) = (name, axes)
        network = RecordNetwork(encoders: encoders, features: 6, decoderWidth: 8, dropout: 0, classes: 3)
        file = try! SafetensorsFile.read(Repository.path("Fixtures/classification/\(name).safetensors"))
    }

    package var graph: Graph { network.graph }
    package var records: Int { labels.count }
    package var labels: [Int] { try! file.floats("labels").map { Int($0) } }

    /// The weights and running statistics.
    package func values() throws -> ParameterValues {
        var values = ParameterValues(zerosFor: try graph.parameters())
        for parameter in values.parameters { values[parameter.name] = try file.floats("before.\(parameter.name)") }
        return values
    }

    package func images(_ subset: ModalitySubset) throws -> [Int: Tensor] {
        Dictionary(uniqueKeysWithValues: try subset.indices.map { modality in
            let numbers = try file.floats("image.\(modality)"), width = numbers.count / records
            let image = Tensor(axes.shape(features: width, records: records), layout: .planar)
            for record in 0..<records {
                numbers[record * width..<(record + 1) * width].withUnsafeBufferPointer { axes.place($0, record: record, of: records, in: image.storage) }
            }
            return (modality, image)
        })
    }

    /// With class weights 0.5, 1 and 2.
    package func batch(_ subset: ModalitySubset) throws -> LabelledBatch {
        LabelledBatch(images: try images(subset), labels: labels, loss: CrossEntropyLoss(classWeights: [0.5, 1, 2]))
    }

    /// The logits `[classes, records]`.
    package func logits(_ subset: ModalitySubset) throws -> [Float] {
        let rows = try file.floats("logits.\(subset.indices.map(String.init).joined(separator: "+"))")
        return (0..<network.classes).flatMap { index in (0..<records).map { rows[$0 * network.classes + index] } }
    }

    /// The largest gradient of any weight.
    package func gradientScale() throws -> Float {
        try graph.parameters().filter(\.isLearned).map { try file.floats("gradient.\($0.name)").map(abs).max() ?? 0 }.max() ?? 0
    }
}
