import CKernels
import Foundation
import Inference
import Kernels
import Networks
import Tensors

/// The rounding errors of 3×3×3 convolutions: tap by tap and at Winograd's points, from inputs in float32 and bfloat16, beside float64.
///
/// Inputs are normal, weights normal and scaled so that outputs have a variance of 2; an error is relative to the outputs' root mean square.
public struct ConvolutionAccuracy: Sendable, Codable {
    public struct Row: Sendable, Codable {
        /// Input and output channels.
        public var channels: Int
        /// `taps` or `points`.
        public var method: String
        public var precision: Precision
        /// Largest and root mean square error.
        public var maxError: Double
        public var rmsError: Double
    }

    public var instructionSet: String
    public var voxels: String
    public var rows: [Row] = []

    /// - Throws: `InstructionSetError`.
    public init(channels: [Int], extent: Extent = Extent(6, 14, 13), threads: Int?, seed: UInt64 = 1) throws {
        let machine = try Machine(threads: threads)
        (instructionSet, voxels) = (machine.instructionSet.rawValue, extent.plain)
        for channels in channels {
            let layer = Layer(channels, extent, seed: seed)
            let expected = layer.reference(machine)
            let size = rootMeanSquare(expected)
            let blocks = Layout.blocks(channels)
            for method in [DirectConvolution(layer.geometry, outputBlocks: blocks), WinogradConvolution(layer.geometry, outputBlocks: blocks)] as [any ConvolutionMethod] {
                for precision in Precision.allCases {
                    let errors = zip(layer.run(method, precision, machine), expected).map { Double($0) - $1 }
                    rows.append(Row(channels: channels, method: method.kind.rawValue, precision: precision,
                                    maxError: errors.reduce(0) { max($0, abs($1)) } / size, rmsError: rootMeanSquare(errors) / size))
                }
            }
        }
    }

    /// JSON with keys in snake case.
    public var json: String { ProgramJSON.text(self) }

    /// The same for people.
    public var text: String {
        let lines = rows.map { row in
            String(format: "%8d  ", row.channels) + row.method.padding(toLength: 8, withPad: " ", startingAt: 0)
                + row.precision.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0) + String(format: "%11.1e  %9.1e", row.maxError, row.rmsError)
        }
        return "3×3×3 convolutions at \(voxels), \(instructionSet); errors relative to the outputs' root mean square\n"
            + "channels  method  inputs       largest        rms\n" + lines.joined(separator: "\n")
    }
}

private func rootMeanSquare(_ numbers: [Double]) -> Double { (numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)).squareRoot() }

/// A convolution with as many outputs as inputs, and its operands.
private struct Layer {
    let channels: Int
    let extent: Extent
    let geometry: ConvolutionGeometry
    let input: Tensor
    let weights: [Float]

    init(_ channels: Int, _ extent: Extent, seed: UInt64) {
        (self.channels, self.extent) = (channels, extent)
        let convolution = Convolution(inputChannels: channels, outputChannels: channels, kernel: Triple(3), padding: Triple(1), weight: "")
        geometry = convolution.geometry(input: extent, isTransposed: false)!
        var random = SeededGenerator(seed: seed)
        let shape = Shape(channels: channels, extent: extent)
        input = Tensor(shape, (0..<shape.count).map { _ in random.normal() })
        let scale = (2 / Float(channels * 27)).squareRoot()
        weights = (0..<channels * channels * 27).map { _ in scale * random.normal() }
    }

    func run(_ method: any ConvolutionMethod, _ precision: Precision, _ machine: Machine) -> [Float] {
        let (source, output) = (input.converted(to: .blocked), Tensor(input.shape, layout: .blocked))
        let blocks = Layout.blockChannels(channels), zeros = Tensor(Shape(channels, 1, 1, 1), layout: .blocked)
        machine.reserveScratch(method.scratch)
        let weights = method.pack(weights, inputBlocks: blocks, outputBlocks: blocks, machine)
        func run(_ base: UnsafeRawPointer, _ format: NumberFormat) {
            method.run(machine, FeatureBlock.blocks(of: base, format: format, input.shape), weights, firstBlock: 0, initial: zeros.base,
                       into: OutputBlock.blocks(of: output.base, output.shape), sums: nil)
        }
        source.withElements { numbers in
            guard precision == .bf16 else { return run(numbers.baseAddress!, .float32) }
            var narrow = [UInt16](repeating: 0, count: numbers.count)
            machine.kernels.narrow(&narrow, numbers.baseAddress, numbers.count)
            narrow.withUnsafeBytes { run($0.baseAddress!, .bfloat16) }
        }
        return output.planarElements()
    }

    /// y[o, p] = Σ_{i, k} w[o, i, k] · x[i, p + k] in float64.
    func reference(_ machine: Machine) -> [Double] {
        let x = input.planarElements().map(Double.init), w = weights.map(Double.init), voxels = extent.voxels
        return [Double](unsafeUninitializedCapacity: channels * voxels) { y, count in
            machine.run(channels) { o, _ in
                for voxel in 0..<voxels { y[o * voxels + voxel] = sum(x, w, output: o, at: voxel) }
            }
            count = channels * voxels
        }
    }

    private func sum(_ x: [Double], _ w: [Double], output: Int, at voxel: Int) -> Double {
        let (d, h, v) = (voxel / (extent.height * extent.width), voxel / extent.width % extent.height, voxel % extent.width)
        var sum = 0.0
        for tap in 0..<27 {
            let (a, b, c) = (d + tap / 9 - 1, h + tap / 3 % 3 - 1, v + tap % 3 - 1)
            guard 0..<extent.depth ~= a, 0..<extent.height ~= b, 0..<extent.width ~= c else { continue }
            let place = (a * extent.height + b) * extent.width + c
            for i in 0..<channels { sum += w[(output * channels + i) * 27 + tap] * x[i * extent.voxels + place] }
        }
        return sum
    }
}
