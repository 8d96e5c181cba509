import Files
import Networks
import Tensors

/// Why a job could not be done. On failure nothing is left at the outputs' paths that was not there before.
public enum WorkflowError: Error, Hashable, Sendable, CustomStringConvertible {
    case noModality(expected: [String])
    case modalityTwice(_ modality: String, _ paths: [String])
    case unknownModality(_ modality: String, model: String, known: [String])
    case wrongTask(model: String, found: String, expected: String)
    case noDefaultModel(searched: [String])
    case outputIsInput(_ path: String)
    case notAMaskName(_ path: String)
    case output(FileError)
    case unfitOutputs(model: String, found: [String], expected: [String])
    case unfitNetwork(model: String, GraphError)
    case unfitExtent(model: String, Extent, multiple: Int?, GraphError)
    case goldenUnusable(_ path: String, reason: String)
    case kernelsDisagree(instructionSet: String, shape: String, found: String, tolerance: Float)

    public var description: String {
        switch self {
        case .noModality(let expected):
            "no image was given; give at least one of \(expected.map { "--\($0)" }.joined(separator: ", "))"
        case .modalityTwice(let modality, let paths):
            "\(modality) was given twice (\(paths.joined(separator: ", "))); give each modality once, under one of its names"
        case .unknownModality(let modality, let model, let known):
            "\(model): the model knows \(known.joined(separator: ", ")), but \(modality) was given; leave it out or choose another --model"
        case .wrongTask(let model, let found, let expected):
            "\(model): the model's task is \(found), expected \(expected); choose another --model"
        case .noDefaultModel(let searched):
            "no model was found at \(searched.joined(separator: ", ")); give --model or set METAKD_MODEL"
        case .outputIsInput(let path): "\(path) is an input and an output at once; choose another output"
        case .notAMaskName(let path): "\(path): a mask's name ends in .nii.gz or .nii; correct -o"
        case .output(let error): "\(error)"
        case .unfitOutputs(let model, let found, let expected):
            "\(model): its outputs are \(found.joined(separator: ", ")), expected \(expected.joined(separator: ", ")); choose another --model"
        case .unfitNetwork(let model, let error): "\(model): \(error); choose another --model"
        case .unfitExtent(let model, let extent, let multiple, let error):
            "\(model): the network cannot take \(extent.plain) voxels (\(error)); \(multiple.map { "give multiples of \($0)" } ?? "give another --shape")"
        case .kernelsDisagree(let set, let shape, let found, let tolerance):
            "the \(set) kernels differ from the scalar ones by \(found) at \(shape), expected at most \(tolerance): "
                + "a fault of this program; set METAKD_ISA lower and report it"
        case .goldenUnusable(let path, let reason): "\(path): \(reason); make the golden file again"
        }
    }
}
