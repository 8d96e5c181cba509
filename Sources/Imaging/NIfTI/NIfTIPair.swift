/// The names of the two files of a .hdr/.img pair.
enum NIfTIPair {
    /// The file that holds the header of `path`: the .hdr beside an .img, else the file itself.
    static func header(of path: String) throws(ImagingError) -> String {
        let (stem, suffix) = split(path)
        guard [".img", ".img.gz"].contains(suffix.lowercased()), ZippedFile.exists(path) else { return path }
        return try partner(of: path, stem: stem, endings: [".hdr", ".hdr.gz"], compressed: suffix.lowercased() == ".img.gz")
    }

    /// The file that holds the voxels of a header that says they are in another.
    static func image(of header: String) throws(ImagingError) -> String {
        let (stem, suffix) = split(header)
        return try partner(of: header, stem: stem, endings: [".img", ".img.gz"], compressed: suffix.lowercased().hasSuffix(".gz"))
    }

    /// The first that exists, starting with the one that is compressed as `path` is.
    private static func partner(of path: String, stem: String, endings: [String], compressed: Bool) throws(ImagingError) -> String {
        let candidates = (compressed ? endings.reversed() : endings).map { stem + $0 }
        guard let found = candidates.first(where: ZippedFile.exists) else {
            throw .partnerAbsent(path: path, expected: candidates)
        }
        return found
    }

    private static func split(_ path: String) -> (stem: String, suffix: String) {
        let lowercased = path.lowercased()
        for suffix in [".nii.gz", ".hdr.gz", ".img.gz", ".nii", ".hdr", ".img"] where lowercased.hasSuffix(suffix) {
            return (String(path.dropLast(suffix.count)), String(path.suffix(suffix.count)))
        }
        return (path, "")
    }
}
