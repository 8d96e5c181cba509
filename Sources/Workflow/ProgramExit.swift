import Files
import Imaging
import Kernels
import ModelFormat
import Records

/// The exit codes of all programs (sysexits.h, and 2 for a batch of which some cases failed).
public enum ProgramExit: Int32, Sendable {
    case done = 0
    case someFailed = 2
    case usage = 64
    case badData = 65
    case inputMissing = 66
    case internalFault = 70
    case cannotWrite = 73
    case inputOutput = 74
}

/// An error that knows how a program ends because of it. Its description is one or two lines for the user.
public protocol ExitCoded: Error, CustomStringConvertible {
    var programExit: ProgramExit { get }
}

extension ImagingError: ExitCoded {
    public var programExit: ProgramExit { ProgramExit(rawValue: category.rawValue) ?? .internalFault }
}

extension ModelError: ExitCoded {
    public var programExit: ProgramExit { ProgramExit(rawValue: exitCode) ?? .internalFault }
}

extension InstructionSetError: ExitCoded {
    public var programExit: ProgramExit { .usage }
}

extension WorkflowError: ExitCoded {
    public var programExit: ProgramExit {
        switch self {
        case .noModality, .modalityTwice, .outputIsInput, .outputsCoincide, .notAMaskName, .notAPictureName, .unfitName, .emptyPath, .outputInsideInput,
             .imagesAmongMasks, .noConvention, .unknownParameter, .parameterAbsent, .participantAbsent, .gridNotGiven: .usage
        case .noDefaultModel, .predictionAbsent, .truthAbsent, .noLedgers, .shardsAbsent: .inputMissing
        case .unknownModality, .wrongTask, .unusableRecords, .unfitOutputs, .unfitNetwork, .unfitExtent, .gridTooLarge, .goldenUnusable, .masksTwice, .ledgerNewer, .ledgerUnusable, .badArchive,
             .notBIDS, .ledgersDisagree, .badScores: .badData
        case .ledgerExists, .batchRuns, .foreignDataset: .cannotWrite
        case .ledgerNotWritten, .memoryShort: .inputOutput
        case .kernelsDisagree: .internalFault
        case .output(let error): error.programExit
        case .unusableModel(_, let error): error.programExit
        }
    }
}

extension PictureError: ExitCoded {
    public var programExit: ProgramExit {
        if case .output(let error) = self { error.programExit } else { .cannotWrite }
    }
}

extension RecordsError: ExitCoded {
    package var programExit: ProgramExit { ProgramExit(rawValue: category.rawValue) ?? .internalFault }
}

extension FileError: ExitCoded {
    public var programExit: ProgramExit {
        switch self {
        case .exists, .cannotWrite, .locked: .cannotWrite
        case .writeFailed: .inputOutput
        }
    }
}
