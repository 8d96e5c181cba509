import Files
import ModelFormat
import Networks
import Tensors

/// Why a job could not be done. On failure nothing is left at the outputs' paths that was not there before.
public enum WorkflowError: Error, Hashable, Sendable, CustomStringConvertible {
    case noModality(expected: [String])
    case modalityTwice(_ modality: String, _ paths: [String])
    case unknownModality(_ modality: String, model: String, known: [String])
    case wrongTask(model: String, found: String, expected: String)
    case unusableRecords(model: String, reason: String)
    case noDefaultModel(searched: [String])
    case unusableModel(namedBy: String, ModelError)
    case outputIsInput(_ path: String)
    case outputsCoincide(_ options: [String], _ path: String)
    case notAMaskName(_ path: String)
    case notAPictureName(_ path: String)
    case emptyPath(option: String)
    case output(FileError)
    case unfitOutputs(model: String, found: [String], expected: [String])
    case unfitNetwork(model: String, GraphError)
    case unfitExtent(model: String, Extent, multiples: Triple?, GraphError)
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
        case .unusableRecords(let model, let reason):
            "\(model): it cannot classify tables: \(reason); give a model that `metakd-train classify` wrote"
        case .noDefaultModel(let searched):
            "no model was found at \(searched.joined(separator: ", ")); give --model or set METAKD_MODEL"
        case .unusableModel(let variable, let error): "\(error)\nThe environment variable \(variable) names this model; correct or unset it."
        case .outputIsInput(let path): "\(path) is an input and an output at once; choose another output"
        case .outputsCoincide(let options, let path):
            "\(options.joined(separator: " and ")) would both be written to \(path); give each a path of its own"
        case .notAMaskName(let path): "\(path): a mask's name ends in .nii.gz or .nii, as case.nii.gz; correct -o"
        case .notAPictureName(let path): "\(path): a picture's name ends in .png, and no folder of this name exists; correct --overlay"
        case .emptyPath(let option): "\(option) has no text where a path should stand; give one, or leave \(option) out"
        case .output(let error): "\(error)"
        case .unfitOutputs(let model, let found, let expected):
            "\(model): its outputs are \(found.joined(separator: ", ")), expected \(expected.joined(separator: ", ")); choose another --model"
        case .unfitNetwork(let model, let error): "\(model): \(error); choose another --model"
        case .unfitExtent(let model, let extent, let multiples, let error):
            "\(model): the network cannot take \(extent.plain) voxels (\(error)); \(multiples.map { "give multiples of \($0)" } ?? "give another --shape")"
        case .kernelsDisagree(let set, let shape, let found, let tolerance):
            "the \(set) kernels differ from the scalar ones by \(found) at \(shape), expected at most \(tolerance): "
                + "a fault of this program; set METAKD_ISA lower and report it"
        case .goldenUnusable(let path, let reason): "\(path): \(reason); make the golden file again"
        }
    }
}
