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

    private static func publish(_ batch: FileBatch) throws(ImagingError) {
        do { try batch.publish() } catch { throw .output(error) }
    }

    private static func write<Element>(
        _ voxels: [Element], as datatype: NIfTIDatatype, intent: Int32, on grid: Grid, to path: String, in batch: FileBatch
    ) throws(ImagingError) {
        let name = path.lowercased()
        guard name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") else { throw .unsupportedExtension(path: path) }
        let header = NIfTIHeader.bytes(grid, datatype: datatype, intent: intent)
        do {
            try batch.add(path) { draft throws(FileError) in
                let file = try ZippedDraft(draft, compressed: name.hasSuffix(".gz"))
                try file.write(header)
                try file.write(voxels)
                try file.finish()
            }
        } catch { throw .output(error) }
    }
}
