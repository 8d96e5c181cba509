import Files
import Foundation
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
    case unfitName(_ path: String, option: String, expected: String)
    case emptyPath(option: String)
    case gridNotGiven(option: String, _ modality: String, given: [String])
    case gridTooLarge(_ path: String, spacing: SIMD3<Double>, voxels: Double)
    case output(FileError)
    case unfitOutputs(model: String, found: [String], expected: [String])
    case unfitNetwork(model: String, GraphError)
    case unfitExtent(model: String, Extent, multiples: Triple?, GraphError)
    case goldenUnusable(_ path: String, reason: String)
    case kernelsDisagree(instructionSet: String, shape: String, found: String, tolerance: Float)
    case predictionAbsent(truth: String)
    case truthAbsent(prediction: String, directory: String)
    case masksTwice(_ paths: [String])
    case outputInsideInput(_ output: String, input: String)
    case imagesAmongMasks(_ folder: String, option: String, output: String)
    case ledgerExists(_ path: String)
    case ledgerNewer(_ path: String, found: Int, supported: Int)
    case ledgerUnusable(_ path: String, reason: String)
    case ledgerNotWritten(_ path: String, reason: String)
    case badArchive(_ path: String, reason: String)
    case memoryShort(needed: Int, limit: Int)
    case batchRuns(_ output: String)
    case notBIDS(_ directory: String, reason: String)
    case participantAbsent(_ labels: [String], directory: String)
    case foreignDataset(_ path: String)
    case noConvention(places: [String])
    case unknownParameter(_ argument: String, known: [String])
    case parameterAbsent(_ name: String)
    case noLedgers(_ directory: String)
    case shardsAbsent(_ shards: [String], directory: String)
    case ledgersDisagree(_ name: String, _ paths: [String])
    case badScores(_ path: String, reason: String)

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
        case .unfitName(let path, let option, let expected): "\(path): what \(option) writes has a name that ends in \(expected); correct it"
        case .emptyPath(let option): "\(option) has no text where a path should stand; give one, or leave \(option) out"
        case .gridNotGiven(let option, let modality, let given):
            "\(option) \(modality): the case has no image of it; name one that it has (\(given.joined(separator: ", "))), or leave \(option) out"
        case .gridTooLarge(let path, let spacing, let voxels):
            "\(path): with voxels of \(spacing.millimetreText) it would have \(String(format: "%.2g", voxels)) of them; correct the voxel size in its header, or choose another --reference"
        case .output(let error): "\(error)"
        case .unfitOutputs(let model, let found, let expected):
            "\(model): its outputs are \(found.joined(separator: ", ")), expected \(expected.joined(separator: ", ")); choose another --model"
        case .unfitNetwork(let model, let error): "\(model): \(error); choose another --model"
        case .unfitExtent(let model, let extent, let multiples, let error):
            "\(model): the network cannot take \(extent.plain) voxels (\(error)); \(multiples.map { "give multiples of \($0)" } ?? "give another --shape")"
        case .kernelsDisagree(let set, let shape, let found, let tolerance):
            "the \(set) kernels differ from the scalar ones by \(found) at \(shape), expected at most \(tolerance): "
                + "a fault of this program; set METAKD_ISA lower and report it"
        case .predictionAbsent(let truth): "\(truth) has no prediction; segment the case, or name its mask as the case is named"
        case .truthAbsent(let prediction, let directory):
            "\(prediction): no segmentation in \(directory) belongs to it; give both the name of the case, as CASE.nii.gz and CASE_seg.nii.gz"
        case .masksTwice(let paths): "\(paths.joined(separator: " and ")) are named as one case; remove or rename one"
        case .outputInsideInput(let output, let input):
            "\(output) lies in the input directory \(input), where masks would be taken for images; choose an output directory elsewhere"
        case .imagesAmongMasks(let folder, let option, let output):
            "\(option) \(folder) lies in the output directory \(output), where its images would be taken for masks; choose a folder elsewhere"
        case .ledgerExists(let path): "\(path) is of an earlier batch; add --resume to go on with it, or --force to do all cases again"
        case .ledgerNewer(let path, let found, let supported):
            "\(path): the ledger has version \(found), this program knows up to \(supported); use a newer program, or another output directory"
        case .ledgerUnusable(let path, let reason):
            "\(path) cannot be used as a ledger: \(reason); move it away and add --force, which does all cases again"
        case .ledgerNotWritten(let path, let reason):
            "the ledger \(path) cannot be written: \(reason); free space, or end other programs that hold it, and go on with --resume"
        case .badArchive(let path, let reason): "\(path) cannot be unpacked: \(reason); make or copy it again"
        case .goldenUnusable(let path, let reason): "\(path): \(reason); make the golden file again"
        case .memoryShort(let needed, let limit):
            "segmenting takes \(WorkflowError.gibibytes(needed)) GiB of memory, the limit is \(WorkflowError.gibibytes(limit)); "
                + "raise it (--limit-memory, else what machine, container and ulimit grant), or give --precision bf16 or fewer modalities"
        case .batchRuns(let output): "another batch is writing into \(output); wait for its end, or choose another output directory"
        case .notBIDS(let directory, let reason):
            "\(directory) is no BIDS dataset: \(reason); correct it, or add --skip_bids_validator"
        case .participantAbsent(let labels, let directory):
            "\(directory) has no participant \(labels.joined(separator: ", ")); give labels as in sub-LABEL, those of folders that hold images"
        case .foreignDataset(let path): "\(path) describes a dataset that another program made; choose another output directory"
        case .noConvention(let places):
            "nothing was asked for, and no directory is mounted at \(places.joined(separator: " or ")); mount one, or give arguments: --help tells which"
        case .unknownParameter(let argument, let known): "\(argument) is unknown; `infer` takes \(known.joined(separator: ", "))"
        case .parameterAbsent(let name): "`infer` was given no \(name); give --data_path=DIR and --output_path=DIR"
        case .noLedgers(let directory): "\(directory) holds no ledger of a shard (metakd-ledger-I-of-N.sqlite); give the output directory of `batch --shard`"
        case .shardsAbsent(let shards, let directory):
            "\(directory) has no ledger of shard \(shards.joined(separator: ", ")); run `batch --resume --shard` for each, then merge again"
        case .ledgersDisagree(let name, let paths):
            "\(name) was done twice, from other input, by another model or with other options (\(paths.joined(separator: ", "))); remove the ledger that is out of date"
        case .badScores(let path, let reason): "\(path) cannot be merged: \(reason); give files that `evaluate` wrote, all with or all without --lesion-wise"
        }
    }

    /// GiB with two decimals, rounded up.
    package static func gibibytes(_ bytes: Int) -> Double { (Double(bytes) / 0x1p30 * 100).rounded(.up) / 100 }
}
