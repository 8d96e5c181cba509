import Imaging
import Tensors
import Testing

@Suite struct OverlaySheetTests {
    static let extent = Extent(20, 40, 30)

    /// A grey block with a lesion in the patient's right half, in front and high: edema around a core with a nodule of ET.
    static func made(labelled: Bool = true, style: OverlayStyle = .fill, planes: [SlicePlane] = SlicePlane.allCases) -> OverlaySheet {
        var image = [Float](repeating: 0, count: extent.voxels)
        var labels = [UInt8](repeating: 0, count: extent.voxels)
        for k in 2..<18 {
            for j in 2..<38 {
                for i in 2..<28 {
                    let index = (k * extent.height + j) * extent.width + i
                    image[index] = 100 + Float((i + j + k) % 7)
                    let distance = max(abs(i - 21), abs(j - 28), abs(k - 12))
                    if labelled, distance <= 4 { labels[index] = distance <= 1 ? 4 : distance <= 2 ? 1 : 2 }
                }
            }
        }
        return OverlaySheet(
            title: "block", background: "FLAIR", image: image, labels: labels, extent: extent, spacing: (3, 1, 1.5),
            modalities: [("FLAIR", true), ("T2", false)], volumes: LesionVolumes(enhancing: 1, core: 2, whole: 3),
            style: style, planes: planes)
    }

    private static func isTinted(_ colour: Colour) -> Bool { colour.red != colour.green || colour.green != colour.blue }

    /// The panels through the lesion's middle voxel.
    private static func panels(_ sheet: OverlaySheet, overlaid: Bool) -> [SheetPanel] {
        let middle = SIMD3(21, 28, 12)
        return sheet.layout.panels.filter { $0.isOverlaid == overlaid && abs($0.cut.index - middle[$0.cut.axis]) <= 1 }
    }

    /// Each label's colour, thinned or as outline, over the shade that the bare panel shows at the same place.
    @Test func eachLabelShowsItsColourWhereItLies() throws {
        let sheet = Self.made()
        let canvas = sheet.drawn()
        let bare = Self.panels(sheet, overlaid: false)
        #expect(Set(bare.map(\.cut.axis)) == [0, 1, 2])
        for panel in bare {
            let overlaid = try #require(sheet.layout.panels.first { $0.isOverlaid && $0.cut == panel.cut })
            let styles = [(0, LabelStyle.enhancing), (2, LabelStyle.core), (4, LabelStyle.edema)]
            for (offset, style) in styles {
                var voxel = SIMD3(21, 28, 12)
                voxel[panel.cut.axis] = panel.cut.index
                voxel[panel.cut.axis == 0 ? 1 : 0] -= offset
                let (grey, shown) = (panel.pixel(of: voxel), overlaid.pixel(of: voxel))
                let filled = canvas[grey.x, grey.y].under(style.colour, opacity: LabelStyle.fillOpacity)
                #expect([filled, style.colour].contains(canvas[shown.x, shown.y]))
            }
        }
    }

    /// The middle of the enhancing nodule, three voxels wide, is inside any outline.
    @Test func contoursLeaveTheInsideGrey() {
        let (filled, outlined) = (Self.made(), Self.made(style: .contour))
        let (withFill, withContours) = (filled.drawn(), outlined.drawn())
        for panel in Self.panels(outlined, overlaid: true) {
            var voxel = SIMD3(21, 28, 12)
            voxel[panel.cut.axis] = panel.cut.index
            let middle = panel.pixel(of: voxel)
            #expect(!Self.isTinted(withContours[middle.x, middle.y]) && Self.isTinted(withFill[middle.x, middle.y]))
            let pixels = (panel.left..<panel.left + panel.width).map { withContours[$0, middle.y] }
            #expect([LabelStyle.enhancing, .core, .edema].allSatisfy { pixels.contains($0.colour) })
        }
    }

    @Test func aRowForEachPlane() {
        let sheet = Self.made(planes: [.sagittal, .axial])
        #expect(sheet.layout.panels.map(\.cut.axis) == [0, 0, 0, 0, 2, 2, 2, 2])
        #expect(sheet.drawn().height < Self.made().drawn().height)
    }

    @Test func theBareImageIsGrey() {
        let sheet = Self.made()
        let canvas = sheet.drawn()
        for panel in sheet.layout.panels where !panel.isOverlaid {
            let (x, y) = panel.pixel(of: SIMD3(21, 28, 12))
            #expect(!Self.isTinted(canvas[x, y]))
            #expect(canvas[x, y].red > 0)
        }
    }

    /// Radiology: the patient's right is at the picture's left, the front and the top are up, a sagittal face looks left.
    @Test func slicesAreTurnedAsRadiologistsSeeThem() {
        for panel in Self.made().layout.panels {
            let low = panel.pixel(of: SIMD3(3, 3, 3))
            let high = panel.pixel(of: SIMD3(26, 36, 16))
            #expect(high.x < low.x)
            #expect(high.y < low.y)
        }
        let sheet = Self.made()
        let canvas = sheet.drawn()
        for panel in Self.panels(sheet, overlaid: true) where panel.cut.axis == 2 {
            let row = (panel.left..<panel.left + panel.width).filter { x in
                Self.isTinted(canvas[x, panel.pixel(of: SIMD3(21, 28, 12)).y])
            }
            #expect(!row.isEmpty)
            #expect(row.allSatisfy { $0 < panel.left + panel.width / 2 })
        }
    }

    @Test func millimetresAreEquallyLongBothWays() {
        for panel in Self.made().layout.panels {
            let spacing = SIMD3<Float>(1.5, 1, 3)
            let (low, high) = (panel.pixel(of: SIMD3(5, 5, 5)), panel.pixel(of: SIMD3(15, 15, 15)))
            let axes = (0..<3).filter { $0 != panel.cut.axis }
            let across = Float(low.x - high.x) / (10 * spacing[axes[0]])
            let up = Float(low.y - high.y) / (10 * spacing[axes[1]])
            // A pixel more or less at either end.
            #expect(abs(across - up) < 2 / 10)
        }
    }

    @Test func withoutALesionTheMiddleIsShownInGreyAndThereIsNoLegend() {
        let sheet = Self.made(labelled: false)
        let canvas = sheet.drawn()
        #expect(sheet.layout.panels.count == 12)
        #expect(sheet.layout.panels.contains { $0.cut == (2, 10) })
        let edema = LabelStyle.edema.colour
        let coloured = stride(from: 0, to: canvas.pixels.count, by: 3).contains {
            Colour(canvas.pixels[$0], canvas.pixels[$0 + 1], canvas.pixels[$0 + 2]) == edema
        }
        #expect(!coloured)
    }

    @Test(arguments: [Extent(1, 8, 8), Extent(32, 32, 32), Extent(3, 100, 2)])
    func anyExtentGivesASheetOfPrintableWidth(extent: Extent) {
        let blank = [Float](repeating: .nan, count: extent.voxels)
        var labels = [UInt8](repeating: 0, count: extent.voxels)
        labels[extent.voxels - 1] = 2
        let canvas = OverlaySheet(
            title: String(repeating: "long ", count: 60), background: "T1", image: blank, labels: labels, extent: extent,
            spacing: (1, 1, 1), modalities: [], volumes: LesionVolumes(enhancing: 0, core: 0, whole: 1)
        ).drawn()
        #expect(canvas.width >= 1200 && canvas.width <= 1800)
    }
}
