import Imaging
import Testing

@Suite struct CanvasTests {
    let white = Colour(255, 255, 255)

    private func inked(_ canvas: Canvas) -> Int {
        stride(from: 0, to: canvas.pixels.count, by: 3).count { canvas.pixels[$0] > 0 }
    }

    @Test func drawingOutsideIsCutOff() {
        var canvas = Canvas(width: 8, height: 6)
        canvas.fill(x: -3, y: -3, width: 5, height: 5, white)
        canvas.fill(x: 20, y: 20, width: 5, height: 5, white)
        #expect(inked(canvas) == 4)
        canvas.line(from: (-4, 5), to: (30, 5), white)
        #expect(inked(canvas) == 12)
        canvas.blend(x: 99, y: 0, white, opacity: 1)
        canvas.write("WWWW", x: -10, y: -4, white)
        #expect(canvas.pixels.count == 8 * 6 * 3)
    }

    @Test func blendingMixesByOpacity() {
        var canvas = Canvas(width: 1, height: 1, ground: Colour(100, 0, 200))
        canvas.blend(x: 0, y: 0, Colour(200, 100, 0), opacity: 0.25)
        #expect(canvas[0, 0] == Colour(125, 25, 150))
    }

    @Test func everyLetterOfTheFontIsDrawnAndNoTwoAlike() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:+-/()%³="
        for size in [Canvas.TextSize.small, .large] {
            var drawings: Set<[UInt8]> = []
            for letter in letters + "☃" {
                var canvas = Canvas(width: size.advance, height: size.lineHeight)
                canvas.write(String(letter), x: 0, y: 0, white, size: size)
                #expect(inked(canvas) > 0)
                #expect(drawings.insert(canvas.pixels).inserted, "\(letter) looks like another letter")
            }
        }
    }

    @Test func textIsAlignedByItsWidth() {
        var (left, right) = (Canvas(width: 60, height: 20), Canvas(width: 60, height: 20))
        left.write("AB", x: 10, y: 0, white)
        right.write("AB", x: 10 + Canvas.width(of: "AB", .large), y: 0, white, align: .right)
        #expect(left.pixels == right.pixels)
    }
}
