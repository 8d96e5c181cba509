import Training
import Workflow

/// What keeps a training job from starting or going on.
public enum TrainingJobError: Error, Hashable, Sendable, CustomStringConvertible {
    case unlabelled(_ path: String)
    case noModality(_ path: String, _ modalities: [String])
    case tooFewCases(_ path: String, found: Int, needed: Int)
    case unknownCase(_ name: String, _ known: [String])
    case tooFewRecords(className: String, found: Int, needed: Int)
    case emptyModality(_ name: String)
    case badModalityName(_ name: String)
    case noTable
    case noTestRecords(subset: String)
    case badPairs(_ path: String, reason: String)
    case unknownArchitecture(_ name: String, _ known: [String])
    case otherArchitecture(_ path: String, _ architecture: String)
    case pickled(_ path: String)
    case alreadyModel(_ path: String)
    case unusedTensor(_ path: String, name: String, architecture: String)
    case namedTwice(_ path: String, name: String)
    case notFiniteTensor(_ path: String, name: String)
    case wrongTensor(_ path: String, name: String, found: [Int]?, expected: [Int])
    case otherNetwork(_ path: String, widths: [Int])
    case otherNames(_ path: String, found: [String], expected: [String])
    case notFinite(iteration: Int)
    case badCheckpoint(_ path: String, reason: String)
    case unfinished(_ path: String)
    case otherRecords(_ path: String)
    case badOutcomes(_ path: String, line: Int)
    case outcomesAbsent(_ path: String)
    case otherCases(_ path: String, found: [String], expected: [String])
    case changedCases(_ path: String)
    case settingsAbsent(_ path: String)
    case badSettings(_ path: String, reason: String)
    case badOption(_ option: String, found: String, reason: String)
    case badSetting(_ name: String, found: String, expected: String)
    case tooLittleMemory(patch: String, bytes: Int, granted: Int)
    case unlabelledVoxels(_ path: String)
    case historyAbsent(_ path: String)
    case badHistory(_ path: String, reason: String)
    case otherHistory(_ path: String)
    case emptyHistory(_ path: String)
    case databaseNotWritten(_ path: String, reason: String)
    case cannotWrite(_ path: String, reason: String)

    public var description: String {
        switch self {
        case .unlabelled(let path):
            "\(path): no segmentation was found, expected a file named *_seg.nii.gz; add it or leave the case out of the training directory"
        case .unlabelledVoxels(let path):
            "\(path): no voxel is labelled, expected tumour; check how it was exported or leave the case out of the training directory"
        case .noModality(let path, let modalities):
            "\(path): no image of any of \(modalities.joined(separator: ", ")) was found; add one, named as in BraTS, or remove the directory"
        case .tooFewCases(let path, let found, let needed):
            "\(path): \(found) labelled cases, expected at least \(needed); add cases or change --validation"
        case .unknownCase(let name, let known):
            "no case is named \"\(name)\"; the cases are \(known.joined(separator: ", "))"
        case .tooFewRecords(let name, let found, let needed):
            "class \"\(name)\" has \(found) training records, expected at least \(needed); add records, or give training a larger share by --fractions"
        case .emptyModality(let name):
            "modality \"\(name)\" has no column that makes a feature; give it another column in the schema, or leave it out"
        case .badModalityName(let name):
            "modality \"\(name.printable)\" cannot stand in a model file, expected 1 to 64 letters, digits, '_', '-' or '.'; rename it in the schema"
        case .noTestRecords(let subset): "no test record has \(subset); give the test a larger share by --fractions"
        case .badPairs(let path, let reason): "\(path): \(reason); give a folder with the MNIST test files and fsdd, the Free Spoken Digit Dataset"
        case .noTable: "no table was named; give --data FILE or FILE.sqlite:table, or a --schema that names files"
        case .unknownArchitecture(let name, let known):
            "architecture \"\(name)\" is unknown; expected one of \(known.joined(separator: ", "))"
        case .otherArchitecture(let path, let architecture):
            "\(path): its tensors are not those of a \(architecture); check --architecture"
        case .pickled(let path):
            """
            \(path): a PyTorch checkpoint can run code when it is read, expected .safetensors; convert it with these two lines of Python:
            import torch, safetensors.torch; s = torch.load("FILE.pth", map_location="cpu", weights_only=True); s = s.get("state_dict", s)
            safetensors.torch.save_file({k: v.contiguous().clone() for k, v in s.items()}, "FILE.safetensors")
            """
        case .alreadyModel(let path): "\(path) is a model file already; give a .safetensors checkpoint, or use the model as it is"
        case .unusedTensor(let path, let name, let architecture):
            "\(path): tensor \(name) has no place in a \(architecture); check --architecture, or export the checkpoint without it"
        case .namedTwice(let path, let name):
            "\(path): tensor \(name) stands there with and without the prefix module., expected one of them; export the checkpoint again"
        case .notFiniteTensor(let path, let name):
            "\(path): tensor \(name) holds infinite numbers or no numbers, expected finite ones; take another checkpoint"
        case .wrongTensor(let path, let name, let found, let expected):
            "\(path): tensor \(name) is \(found.map { "\($0)" } ?? "absent"), expected \(expected); export the checkpoint again"
        case .otherNetwork(let path, let widths):
            """
            \(path): its network is not the U-Net of widths \(widths) that the settings ask for; correct widths, halved and adapted, add --partly to take \
            the weights that fit, or leave --initial out
            """
        case .otherNames(let path, let found, let expected):
            "\(path): it knows \(found.joined(separator: ", ")), expected \(expected.joined(separator: ", ")); give a model that `metakd-train segment` made"
        case .notFinite(let iteration):
            """
            the loss was not finite at iteration \(iteration); lower --learning-rate or set --gradient-clip and begin anew, or look for extreme \
            values in the data; the last checkpoint, if one was written, is unchanged
            """
        case .badCheckpoint(let path, let reason): "\(path): \(reason); give a file that the same command of metakd-train wrote as M.checkpoint"
        case .unfinished(let path):
            "\(path) is an unfinished training; go on with the same --data and --output and --resume \(path), or add --force to begin anew"
        case .otherRecords(let path):
            "\(path): the training was begun on other records, or the schema has changed; give the same --data and --schema"
        case .otherCases(let path, let found, let expected):
            "\(path): the training was begun on \(expected.joined(separator: ", ")), but the directory holds \(found.joined(separator: ", ")); give the same --data"
        case .changedCases(let path):
            "\(path): an image or segmentation has changed since the training was begun; put the files back, or begin anew with --force"
        case .badOutcomes(let path, let line):
            "\(path), line \(line): found no training's outcome; give a file that `metakd-train audiovision -o` wrote"
        case .outcomesAbsent(let path): "\(path): no such file; give a file that `metakd-train audiovision -o` wrote"
        case .settingsAbsent(let path): "\(path): no such file; check --config, or begin with what --show-settings of `metakd-train segment` or `classify` prints"
        case .badSettings(let path, let reason): "\(path): \(reason); the command's --help tells all settings"
        case .badOption(let option, let found, let reason): "\(option) \(found): \(reason); the command's --help tells all settings"
        case .badSetting(let name, let found, let expected):
            "setting \(name) is \(found), expected \(expected); correct the settings file or the option"
        case .tooLittleMemory(let patch, let bytes, let granted):
            """
            training on patches of \(patch) takes more than \(bytes >> 20) MiB of memory, but machine and container grant \(granted >> 20); give a smaller \
            --patch, fewer --widths in the first place, or --halved true
            """
        case .historyAbsent(let path):
            "\(path): no such file; give the model that `metakd-train segment` writes, beside which it keeps its history"
        case .badHistory(let path, let reason):
            "\(path): \(reason), expected the history that `metakd-train segment` keeps; give its M.metakd.history.sqlite, or move this file away"
        case .otherHistory(let path):
            "\(path) is the history of a training with other settings or cases and is left as it is; give another --output, or add --force to begin a new one"
        case .emptyHistory(let path):
            "\(path): nothing was reported yet; wait for the first report of the training, or lower --report-interval"
        case .databaseNotWritten(let path, let reason):
            "\(path) could not be written: \(reason); what was written before is kept; free space on the disk, or end the program that holds the file, and go on from the last checkpoint"
        case .cannotWrite(let path, let reason):
            "\(path) could not be written: \(reason); check the directory and its permissions"
        }
    }
}

extension TrainingJobError: ExitCoded {
    public var programExit: ProgramExit {
        switch self {
        case .badOutcomes, .notFinite, .tooFewRecords, .emptyModality, .badModalityName, .noTestRecords, .badPairs, .unlabelled, .unlabelledVoxels, .badHistory, .emptyHistory, .noModality, .tooFewCases, .otherArchitecture, .pickled, .alreadyModel, .unusedTensor, .namedTwice, .notFiniteTensor, .wrongTensor,
             .otherNetwork, .otherNames, .badSettings, .badCheckpoint, .otherCases, .changedCases, .otherRecords: .badData
        case .noTable, .unknownCase, .unknownArchitecture, .badSetting, .tooLittleMemory, .badOption: .usage
        case .settingsAbsent, .outcomesAbsent, .historyAbsent: .inputMissing
        case .databaseNotWritten: .inputOutput
        case .cannotWrite, .unfinished, .otherHistory: .cannotWrite
        }
    }
}

extension TrainingError: ExitCoded {
    public var programExit: ProgramExit { .badData }
}
