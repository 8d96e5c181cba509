/// Reads NIfTI-1 and NIfTI-2 volumes: .nii, .nii.gz, and either half of .hdr/.img pairs, compressed or not.
///
/// The bytes decide what a file is, not its name. A NaN or infinite voxel reads as background: resampling tools leave
/// such voxels outside their field of view; `Volume.holes` counts those in the brain. Reading calls only functions of
/// libnifti that keep no state and print nothing, so files may be read from many threads at once.
public enum NIfTIReader {
    /// The volume in a file, scaled by `scl_slope` and `scl_inter` where the slope is finite and not 0.
    ///
    /// Throws what is wrong with the file; memory grows only with the data that is there.
    public static func read(_ path: String) throws(ImagingError) -> Volume {
        let (header, file) = try openHeader(path)
        _ = try header.datatype(path: file.path)
        let grid = try header.grid(path: file.path)
        let layout = try header.voxelLayout(grid, path: file.path)
        let data = header.isSingleFile ? file : try ZippedFile(NIfTIPair.image(of: file.path))
        let reader = try VoxelReader(layout, from: data)
        var volume = Volume(grid: grid, voxels: reader.voxels, source: path)
        if reader.hasOtherThanFinite { volume.fillHoles() }
        return volume
    }

    /// The grid of a file, from its header alone; throws as `read` does for what a header can show.
    public static func readGrid(_ path: String) throws(ImagingError) -> Grid {
        let (header, file) = try openHeader(path)
        _ = try header.datatype(path: file.path)
        return try header.grid(path: file.path)
    }

    /// Bytes that `read` holds at most for so many voxels: an array that grows past the room made for at once is held twice.
    package static func heldBytes(voxels: Int) -> Int { voxels * MemoryLayout<Float>.stride * (voxels > VoxelReader.reserve ? 2 : 1) }

    /// The files that are read for a path: itself, or both halves of a .hdr/.img pair.
    package static func files(of path: String) throws(ImagingError) -> [String] {
        let header = try NIfTIPair.header(of: path)
        let isHalf = [".hdr", ".hdr.gz"].contains { header.lowercased().hasSuffix($0) }
        return isHalf ? [header] + [try? NIfTIPair.image(of: header)].compactMap(\.self) : [header]
    }

    private static func openHeader(_ path: String) throws(ImagingError) -> (NIfTIHeader, ZippedFile) {
        let file = try ZippedFile(NIfTIPair.header(of: path))
        return (try NIfTIHeader(file), file)
    }
}
