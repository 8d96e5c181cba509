import CNIfTI
import Files

/// Writes volumes and masks as .nii or .nii.gz, with both coordinate forms, codes and units of their grid, bit for bit.
///
/// A file is NIfTI-1 unless the grid has dimensions or doubles that NIfTI-1 cannot hold. The same voxels on the same grid
/// give the same bytes. The file appears under its name when it is whole and on disk; on failure nothing is left.
public enum NIfTIWriter {
    /// Writes labels `[k, j, i]` as uint8 with the intent of a label image (1002).
    ///
    /// Throws `unsupportedExtension` or `output`.
    public static func write(mask: [UInt8], on grid: Grid, to path: String, overwrite: Bool) throws(ImagingError) {
        let batch = FileBatch(overwrite: overwrite)
        try write(mask: mask, on: grid, to: path, in: batch)
        try publish(batch)
    }

    /// Writes labels as one file of a batch, which the caller publishes.
    public static func write(mask: [UInt8], on grid: Grid, to path: String, in batch: FileBatch) throws(ImagingError) {
        precondition(mask.count == grid.count, "\(mask.count) labels for a grid of \(grid.count)")
        try write(mask, as: .uint8, intent: NIFTI_INTENT_LABEL, on: grid, to: path, in: batch)
    }

    /// Writes a volume as float32; throws as for a mask.
    public static func write(_ volume: Volume, to path: String, overwrite: Bool) throws(ImagingError) {
        let batch = FileBatch(overwrite: overwrite)
        try write(volume.voxels, as: .float32, intent: NIFTI_INTENT_NONE, on: volume.grid, to: path, in: batch)
        try publish(batch)
    }

    /// Writes float32 volumes of one grid as one file of a batch, which the caller publishes: of four axes, the fourth running over the
    /// volumes, or of three where there is one alone. They are made one after the other, so that no two need be in memory.
    ///
    /// - Parameters:
    ///   - description: What the voxels are, kept in the header's `descrip`; at most 79 bytes.
    ///   - volume: `[k, j, i]` of each volume, by number from 0.
    public static func write(volumes count: Int, _ description: String, on grid: Grid, to path: String, in batch: FileBatch,
                             volume: (Int) -> [Float]) throws(ImagingError) {
        let header = NIfTIHeader.bytes(grid, datatype: .float32, intent: NIFTI_INTENT_NONE, volumes: count, description: description)
        try write(header, to: path, in: batch) { file throws(FileError) in
            for number in 0..<count {
                let voxels = volume(number)
                precondition(voxels.count == grid.count, "\(voxels.count) voxels for a grid of \(grid.count)")
                try file.write(voxels)
            }
        }
    }

    private static func publish(_ batch: FileBatch) throws(ImagingError) {
        do { try batch.publish() } catch { throw .output(error) }
    }

    private static func write<Element>(
        _ voxels: [Element], as datatype: NIfTIDatatype, intent: Int32, on grid: Grid, to path: String, in batch: FileBatch
    ) throws(ImagingError) {
        try write(NIfTIHeader.bytes(grid, datatype: datatype, intent: intent), to: path, in: batch) { file throws(FileError) in try file.write(voxels) }
    }

    /// - Parameter body: Writes what follows the header.
    private static func write(_ header: [UInt8], to path: String, in batch: FileBatch,
                              _ body: (ZippedDraft) throws(FileError) -> Void) throws(ImagingError) {
        let name = path.lowercased()
        guard name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") else { throw .unsupportedExtension(path: path) }
        do {
            try batch.add(path) { draft throws(FileError) in
                let file = try ZippedDraft(draft, compressed: name.hasSuffix(".gz"))
                try file.write(header)
                try body(file)
                try file.finish()
            }
        } catch { throw .output(error) }
    }
}
