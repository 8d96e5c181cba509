extension ImagingError: CustomStringConvertible {
    /// One or two lines: what was being done, the file and field, what was found and expected, and what to do.
    ///
    /// One switch over all cases, so that the compiler finds one without a text.
    public var description: String {
        switch self {
        case .fileAbsent(let path) where path.contains("\u{FFFD}"): "cannot read \(path): � stands for what is not UTF-8 in its name. Rename it."
        case .fileAbsent(let path): "cannot read \(path): no such file. Check the path."
        case .partnerAbsent(let path, let expected):
            "cannot read \(path): its other half is absent (\(expected.joined(separator: " or "))). Put both side by side."
        case .notAFile(let path, let found): "cannot read \(path): found \(found), expected a NIfTI file. Give the path of a file."
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason). Check the file and its permissions."
        case .empty(let path): "cannot read \(path): the file is empty. Copy or export it again."
        case .notNIfTI(let path, let found):
            "cannot read \(path): found \(found), expected a NIfTI-1 or NIfTI-2 header. Convert it to .nii.gz."
        case .truncated(let path, let found, let expected):
            "cannot read \(path): its header asks for \(expected) bytes, the file holds at most \(found). Copy it again."
        case .gzipEndsEarly(let path, let found):
            "cannot read \(path): the gzip stream ends early, after \(found) bytes of data. Copy or download it again."
        case .gzipCorrupt(let path, let after):
            "cannot read \(path): the gzip stream is corrupt after \(after) bytes of data. Copy or download it again."
        case .fourDimensional(let path, let dimensions):
            "cannot read \(path): found \(ImagingError.text(dimensions)) voxels, "
                + "expected one volume. Extract one volume of the series."
        case .twoDimensional(let path, let dimensions):
            "cannot read \(path): found \(ImagingError.text(dimensions)) voxels, "
                + "expected a volume of several slices. Give the whole series."
        case .unsupportedDatatype(let path, let code, let name):
            "cannot read \(path): datatype \(code) (\(name)), "
                + "expected an integer or float type. Convert it to int16 or float32."
        case .invalidField(let path, let field, let found, let expected):
            "cannot read \(path): \(field) is \(found), expected \(expected). Export the file again."
        case .invalidAffine(let path, let form):
            "cannot read \(path): the \(form.rawValue) is singular, not finite, or of voxels below 1e-6 or above 1e7 mm, "
                + "expected three independent axes. Correct the header or export again."
        case .tooLarge(let path, let dimensions, let limit):
            "cannot read \(path): found \(ImagingError.text(dimensions)) voxels, "
                + "expected at most \(limit). Crop or resample the image."
        case .noSignal(let path):
            "cannot use \(path): all voxels are background or equal, "
                + "expected an image of a brain. Check the export and the skull stripping."
        case .labelsAsImage(let path):
            "cannot use \(path) as an image: it holds only the numbers 0 to 4, as a segmentation does. Give the scan that was segmented."
        case .notLabels(let path, let found):
            "cannot read labels from \(path): found the value \(found), "
                + "expected whole numbers from 0 to 255. Give a segmentation."
        case .unknownLabel(let path, let found):
            "cannot read labels from \(path): found label \(found), which BraTS, or the label scheme given, does not have. Relabel the segmentation."
        case .gridMismatch(let first, let second, let difference):
            "\(first) and \(second) lie on different grids: \(difference).\n"
                + "Resample one to the other, or co-register the images."
        case .noOverlap(let first, let second):
            "the brain in \(second) lies apart from the grid of \(first): they share no place.\n"
                + "Check that both are of one examination, correct the headers, or co-register the images."
        case .ambiguousFiles(let first, let second, let role):
            "both \(first) and \(second) are named as \(role), expected one. Remove or rename one, with one folder per case."
        case .caseWithoutImages(let folder):
            "no image in \(folder) is named as a modality (flair, t1, t1c or t2). Rename the images, or move the folder elsewhere."
        case .caseTwice(let name, let folders):
            "two cases are named \(name) (\(folders.joined(separator: ", "))). Rename one, or give each of them a directory of its own."
        case .noMasks(let directory): "\(directory) holds no segmentation. Name files like CASE.nii.gz or CASE_seg.nii.gz."
        case .noCases(let directory):
            "no image in \(directory) is named as a modality. "
                + "Name files like CASE_flair.nii.gz, CASE_t1.nii.gz, CASE_t1c.nii.gz, CASE_t2.nii.gz."
        case .unsupportedExtension(let path):
            "cannot write \(path): expected a name that ends in .nii or .nii.gz. Change the name."
        case .output(let error): "\(error)"
        }
    }

    private static func text(_ dimensions: [Int]) -> String { dimensions.map(String.init).joined(separator: "×") }
}
