import Files

/// Why a volume could not be read, used or written. No case leaves a partial or changed file behind.
public enum ImagingError: Error, Equatable, Sendable {
    /// Nothing is at the path.
    case fileAbsent(path: String)
    /// One half of a .hdr/.img pair is there, the other is not.
    case partnerAbsent(path: String, expected: [String])
    /// Something that is no regular file is at the path.
    case notAFile(path: String, found: String)
    /// The system refuses to read it.
    case cannotRead(path: String, reason: String)
    /// The file holds no bytes.
    case empty(path: String)
    /// The file does not start with a NIfTI header.
    case notNIfTI(path: String, found: String)
    /// The file holds fewer bytes than its header asks for.
    case truncated(path: String, found: Int, expected: Int)
    /// The compressed stream stops before its end.
    case gzipEndsEarly(path: String, found: Int)
    /// The compressed stream does not decode, or its checksum is wrong.
    case gzipCorrupt(path: String, after: Int)
    /// A series (time points, vectors), not one volume.
    case fourDimensional(path: String, dimensions: [Int])
    /// A single slice, or fewer than three axes.
    case twoDimensional(path: String, dimensions: [Int])
    /// The voxels are complex, coloured or of a type that NIfTI does not know.
    case unsupportedDatatype(path: String, code: Int, name: String)
    /// A header field that no valid file has.
    case invalidField(path: String, field: String, found: String, expected: String)
    /// The form that gives the affine holds a number that is not finite, or its axes do not span space.
    case invalidAffine(path: String, form: Grid.AffineSource)
    /// More voxels than are read, whatever the file holds.
    case tooLarge(path: String, dimensions: [Int], limit: Int)
    /// Nothing but background: all zero, or one value everywhere.
    case noSignal(path: String)
    /// A segmentation where an image is expected.
    case labelsAsImage(path: String)
    /// Two files whose voxels do not lie in the same places.
    case gridMismatch(first: String, second: String, difference: String)
    /// Two files of one case that have no place in common.
    case noOverlap(first: String, second: String)
    /// A voxel of a segmentation is no whole number from 0 to 255.
    case notLabels(path: String, found: Float)
    /// A label that no BraTS scheme has.
    case unknownLabel(path: String, found: UInt8)
    /// Two files of one directory claim the same modality, or both to be the segmentation.
    case ambiguousFiles(first: String, second: String, role: String)
    /// A folder that looks like a case and holds no image of a modality.
    case caseWithoutImages(folder: String)
    /// Two cases go by one name.
    case caseTwice(name: String, folders: [String])
    /// No file there is a segmentation.
    case noMasks(directory: String)
    /// No directory there holds an image.
    case noCases(directory: String)
    /// The name to write to ends in neither .nii nor .nii.gz.
    case unsupportedExtension(path: String)
    /// The file could not be written.
    case output(FileError)
}

extension ImagingError {
    /// What kind of failure it is, for a program's exit code.
    public enum Category: Int32, Sendable {
        /// The command line asks for what cannot be.
        case usage = 64
        /// An input is not what it must be.
        case badData = 65
        /// An input is not there.
        case inputMissing = 66
        /// An output cannot be made.
        case cannotWrite = 73
        /// Reading failed below the file format.
        case inputOutput = 74
    }

    /// The kind of this failure.
    public var category: Category {
        switch self {
        case .fileAbsent, .partnerAbsent, .notAFile, .noCases, .noMasks, .caseWithoutImages: .inputMissing
        case .cannotRead, .output(.writeFailed): .inputOutput
        case .unsupportedExtension: .usage
        case .output: .cannotWrite
        default: .badData
        }
    }
}
