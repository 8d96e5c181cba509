import Foundation
import Imaging

/// The slices with their sliders, which the script draws.
extension ReportPage {
    var slices: String {
        let thinned = volume.steps == SIMD3(1, 1, 1) ? "" : " The pictures show one in \(volume.steps.x) × \(volume.steps.y) × \(volume.steps.z) voxels."
        let body = """
            <noscript><p>The slices need JavaScript, which this browser does not run; <code>metakd-infer --overlay</code> writes them as a picture.</p></noscript>
            <div id="viewer" hidden>
            <div class="controls" role="group" aria-label="How slices are shown">
            <label>Image <select id="image">\(options)</select></label>
            <label><input type="checkbox" id="contours" checked> Contours</label>
            <label>Opacity of the fill <input type="range" id="opacity" min="0" max="100" step="5" value="25" aria-valuetext="25 %"></label>
            </div>
            <div class="planes">
            \(SlicePlane.allCases.map { figure($0.rawValue) }.joined(separator: "\n"))
            </div>
            </div>
            <ul class="legend">
            \(legend)
            </ul>
            <p>As radiologists see them: the patient's right is at the left of axial and coronal slices, a sagittal face looks left. Slices are numbered as in the file, from 1. \
            Arrow keys move a slider; a click on a picture brings the other planes there.\(thinned)</p>
            \(atlases)
            """
        return section("slices", "Slices", body)
    }

    private var options: String { pictured.enumerated().map { "<option value=\"\($0)\">\(ReportPage.title($1))</option>" }.joined() }

    private func figure(_ plane: String) -> String {
        """
        <figure>
        <canvas id="\(plane)" role="img" aria-label="\(plane) slice"></canvas>
        <figcaption><label for="\(plane)-slice">\(plane) <span id="\(plane)-number"></span></label>
        <input type="range" id="\(plane)-slice" min="0" value="0" step="1"></figcaption>
        </figure>
        """
    }

    private var legend: String {
        [("enhancing", LabelStyle.enhancing), ("core", .core), ("edema", .edema)]
            .map { "<li><span class=\"swatch \($0)\" aria-hidden=\"true\"></span> \(HTMLText.escaped($1.name))</li>" }.joined(separator: "\n")
    }

    /// The pictures that slices are cut out of; they are not shown themselves.
    private var atlases: String {
        volume.pictures.map { "<img class=\"atlas\" alt=\"\" hidden src=\"data:image/png;base64,\(Data($0).base64EncodedString())\">" }.joined(separator: "\n")
    }
}
