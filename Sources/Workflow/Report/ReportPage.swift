import Crypto
import Foundation
import Imaging

/// A case's report as one HTML file that needs no other: pictures, style and script stand in it, and it may load nothing.
struct ReportPage {
    let statistics: SegmentationStatistics
    let report: CaseReport
    /// The model's modalities, in order.
    let modalities: [String]
    let volume: ReportVolume
    /// The modalities of the volume's pictures.
    let pictured: [String]

    /// The file's text. The same case gives the same bytes: no date stands in it.
    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src \(ReportPage.hash(ReportPage.style)); script-src \(ReportPage.hash(ReportPage.script))">
        <title>\(caseName): segmentation report</title>
        <style>\(ReportPage.style)</style>
        </head>
        <body>
        <header>
        <p class="notice"><strong>Research use only, not a medical device.</strong> Made by a program; nobody has checked it.</p>
        <h1>Segmentation of <bdi>\(caseName)</bdi></h1>
        <p>\(given)</p>
        </header>
        <main>
        \([warnings, slices, volumes, modalityTable, agreement, making].joined(separator: "\n"))
        </main>
        <script type="application/json" id="volume">\(volume.description)</script>
        <script>\(ReportPage.script)</script>
        </body>
        </html>

        """
    }

    var caseName: String { HTMLText.escaped(statistics.caseName) }

    /// A modality's name as papers print it.
    static func title(_ modality: String) -> String { HTMLText.escaped(OverlayPicture.title(modality)) }

    private var given: String {
        func names(_ list: [String]) -> String { list.map(ReportPage.title).joined(separator: ", ") }
        let imputed = statistics.imputed.isEmpty ? "" : "; imputed from their features: \(names(statistics.imputed))"
        return "Given: \(names(statistics.given))\(imputed)."
    }

    /// What a browser asks for before it takes a style or a script that stands in the page.
    private static func hash(_ text: String) -> String { "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'" }
}
