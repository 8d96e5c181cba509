import Files
import Imaging

/// The overlay sheet of a segmented case.
enum OverlayPicture {
    /// Modalities on which a lesion is best seen, first choice first; else the first that was given.
    private static let backgrounds = ["flair", "t1c", "t2", "t1"]

    /// - Parameters:
    ///   - modalities: The model's modalities, in order.
    ///   - options: Which planes, and how labels are shown.
    static func write(_ pictured: PicturedCase, _ statistics: SegmentationStatistics, _ modalities: [String],
                      _ options: SegmentationOptions, to path: String, in batch: FileBatch) throws(PictureError) {
        let background = OverlayPicture.background(of: statistics.given), prepared = pictured.prepared
        let image = prepared.canonicalImage(modalities.firstIndex(of: background)!)!
        let spacing = prepared.orientation.canonicalGrid.spacing
        func mm3(_ region: TumourRegion) -> Double { statistics.regions[region.rawValue]?.mm3 ?? 0 }
        let sheet = OverlaySheet(
            title: statistics.caseName, background: title(background), image: image,
            labels: statistics.labelScheme.converted(pictured.labels, to: .brats2021), extent: prepared.box.extent,
            spacing: (Float(spacing.z), Float(spacing.y), Float(spacing.x)),
            modalities: modalities.map { (title($0), statistics.given.contains($0)) },
            volumes: LesionVolumes(enhancing: mm3(.et), core: mm3(.tc), whole: mm3(.wt)),
            numbers: SliceNumbers(prepared.box, prepared.orientation), style: options.overlayStyle, planes: options.overlayPlanes)
        try sheet.write(to: path, in: batch)
    }

    /// The modality that a sheet shows.
    static func background(of given: [String]) -> String { ordered(given)[0] }

    /// Modalities, those first on which a lesion is best seen.
    static func ordered(_ given: [String]) -> [String] { backgrounds.filter(given.contains) + given.filter { !backgrounds.contains($0) } }

    /// A modality's name as papers print it.
    static func title(_ modality: String) -> String { modality == "t1c" ? "T1c" : modality.uppercased() }
}
