import Files
import Tensors

/// A one-page picture of a segmentation: slices through the lesion in one or more planes, the labels in colour.
///
/// Slices are shown as radiologists see them, the patient's right at the left, at one scale whatever the spacing.
///
///     let sheet = OverlaySheet(title: "case 12", background: "FLAIR", image: flair, labels: labels,
///                              extent: extent, spacing: (1, 1, 1), modalities: [("FLAIR", true), ("T1c", false)],
///                              volumes: LesionVolumes(enhancing: 4100, core: 9000, whole: 38_000))
///     let batch = FileBatch(overwrite: false)
///     try sheet.write(to: "case12.png", in: batch)
///     try batch.publish()
public struct OverlaySheet: Sendable {
    let title: String
    let background: String
    let modalities: [(name: String, given: Bool)]
    let volumes: LesionVolumes
    let volume: LabelledVolume
    let numbers: SliceNumbers
    let style: OverlayStyle
    /// Where everything goes.
    package let layout: SheetLayout

    /// - Parameters:
    ///   - title: The heading, such as a case's name.
    ///   - background: The name of the modality that `image` shows.
    ///   - image: Intensities `[D, H, W]` in RAS+ (width to the right, height forwards, depth upwards), 0 in the background.
    ///   - labels: Labels `[D, H, W]`: 0 none, 1 necrotic or non-enhancing core, 2 edema, 4 enhancing.
    ///   - spacing: The distance in mm between voxel centres along depth, height and width.
    ///   - modalities: The names to show, and which were given; the others were imputed.
    ///   - volumes: The regions' volumes in mm³.
    ///   - numbers: Of the slices in the captions; nil to count those given.
    ///   - planes: A row of slices for each, in this order.
    public init(
        title: String, background: String, image: [Float], labels: [UInt8], extent: Extent,
        spacing: (depth: Float, height: Float, width: Float), modalities: [(name: String, given: Bool)], volumes: LesionVolumes,
        numbers: SliceNumbers? = nil, style: OverlayStyle = .fill, planes: [SlicePlane] = SlicePlane.allCases
    ) {
        precondition(!planes.isEmpty, "a sheet without planes")
        self.title = title
        self.background = background
        self.modalities = modalities
        self.volumes = volumes
        volume = LabelledVolume(image: image, labels: labels, extent: extent, spacing: spacing)
        self.numbers = numbers ?? SliceNumbers(size: volume.size)
        self.style = style
        layout = SheetLayout(volume, planes)
    }

    /// Draws the sheet, 1588 pixels wide.
    public func drawn() -> Canvas {
        var canvas = Canvas(width: layout.width, height: layout.height, ground: .ground)
        drawHeader(on: &canvas)
        let window = GreyWindow(of: volume.image)
        for panel in layout.panels { draw(panel, window, on: &canvas) }
        drawLegend(on: &canvas)
        return canvas
    }

    /// Draws the sheet and writes it as PNG, one file of a batch, which the caller publishes.
    public func write(to path: String, in batch: FileBatch) throws(PictureError) {
        try PNGWriter.write(drawn(), to: path, in: batch)
    }

    /// Whether any voxel is labelled.
    var hasLesion: Bool { volume.labels.contains { $0 != 0 } }
}
