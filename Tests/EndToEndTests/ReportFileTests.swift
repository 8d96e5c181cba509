import Foundation
import Imaging
import TestSupport
import Testing

/// The report of a case: what stands in it, and what must not.
@Suite struct ReportFileTests {
    private func report(_ bench: Bench, _ more: [String] = [], output: String? = nil, name: String = "out/r.html") throws -> String {
        let outcome = try Program.infer.run(bench.arguments("--force", "--report", bench.scratch.file(name), output: output) + more)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return String(decoding: bench.scratch.bytes(name), as: UTF8.self)
    }

    /// What stands between two texts, which must be there.
    private func part(_ page: String, from start: String, to end: String) throws -> String {
        let first = try #require(page.range(of: start))
        let last = try #require(page.range(of: end, range: first.upperBound..<page.endIndex))
        return String(page[first.upperBound..<last.lowerBound])
    }

    @Test func saysWhatWasDone() throws {
        let bench = try Bench()
        let page = try report(bench, ["--t1c", bench.image("t1c"), "--statistics", bench.scratch.file("out/s.json")])
        let statistics = try #require(try JSONSerialization.jsonObject(with: Data(bench.scratch.bytes("out/s.json"))) as? [String: Any])
        let digest = try #require(statistics["model_digest"] as? String)
        for text in ["Research use only, not a medical device", "Given: FLAIR, T1c; imputed from their features: T1, T2.", digest, "<h2 id=\"volumes-title\">", "without T1c",
                     "does not say how good", "<code>–</code>", "lang=\"en\"", "<label for=\"axial-slice\">", "role=\"img\""] {
            #expect(page.contains(text), "\(text)")
        }
        for region in ["ET", "TC", "WT"] {
            let voxels = try #require((statistics["regions"] as? [String: [String: Any]])?[region]?["voxels"] as? Int)
            #expect(try part(page, from: "<th scope=\"row\">\(region)</th>", to: "</tr>").contains("<td>\(voxels)</td>"))
        }
        #expect(page.ranges(of: "class=\"atlas\"").count == 2, "a picture for each given modality")
        #expect(!page.contains("id=\"warnings-title\""))
    }

    @Test func oneModalityCannotBeLeftOut() throws { #expect(try report(Bench()).contains("none can be left out")) }

    @Test func nothingIsLoadedFromElsewhere() throws {
        let page = try report(Bench())
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("@import") && !page.contains("<link") && !page.contains("url("))
        #expect(page.ranges(of: "src=").count == page.ranges(of: "src=\"data:image/png;base64,").count)
        #expect(page.contains("default-src 'none'; img-src data:; style-src 'sha256-"))
    }

    @Test func namesAreTextAndPathsStayOut() throws {
        let bench = try Bench()
        let page = try report(bench, output: bench.scratch.file("out/<img src=x onerror=alert(1)> \"&'.nii"))
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39;") && !page.contains("<img src=x"))
        #expect(!page.contains(bench.folder) && !page.contains("flair.nii"))
    }

    private struct Drawn: Decodable {
        var size, first, step, total: [Int]
        var spacing: [Double]
        var columns: Int
        var labels: String

        /// `[D, H, W]`, unpacked as the page's script does.
        var codes: [UInt8] {
            var (codes, number, shift) = ([UInt8](), 0, 0)
            for byte in Data(base64Encoded: labels)! {
                number |= Int(byte & 127) << shift
                shift += 7
                guard byte < 128 else { continue }
                codes += [UInt8](repeating: UInt8(number & 3), count: number >> 2)
                (number, shift) = (0, 0)
            }
            return codes
        }
    }

    /// Every label of the page is that of the mask in the voxel whose numbers the page shows, whichever way the file's axes run.
    @Test(arguments: [[false, false, false], [true, false, true], [true, true, false]]) func slicesAreNumberedAsInTheFile(reversed: [Bool]) throws {
        let bench = try Bench()
        let image = bench.image(SmallCase.image("flair", SmallCase.AxisOrder(reversed: reversed)), "turned.nii")
        let run = ["--flair", image, "--model", bench.model, "-o", bench.mask, "--report", bench.scratch.file("out/r.html")]
        #expect(try Program.infer.run(run).status == 0)
        let page = String(decoding: bench.scratch.bytes("out/r.html"), as: UTF8.self)
        let drawn = try JSONDecoder().decode(Drawn.self, from: Data(part(page, from: "id=\"volume\">", to: "</script>").utf8))
        let (labels, codes) = (try bench.labels(), drawn.codes)
        #expect(codes.count == drawn.size.reduce(1, *) && drawn.total == SmallCase.size && drawn.spacing == SmallCase.spacing)
        var place = 0, found = 0
        for k in 0..<drawn.size[2] { for j in 0..<drawn.size[1] { for i in 0..<drawn.size[0] {
            let voxel = zip([i, j, k], zip(drawn.first, drawn.step)).map { $1.0 + $0 * $1.1 - 1 }
            let label = labels[(voxel[2] * SmallCase.size[1] + voxel[1]) * SmallCase.size[0] + voxel[0]]
            if [0, 2, 1, 4][Int(codes[place])] == label { found += 1 }
            place += 1
        } } }
        #expect(found == codes.count && codes.count { $0 != 0 } == labels.count { $0 != 0 } && Set(codes) == [0, 1, 2, 3])
        let picture = try #require(Data(base64Encoded: part(page, from: "src=\"data:image/png;base64,", to: "\"")))
        let atlas = try PNGReader.read(bench.scratch.put([UInt8](picture), "atlas.png"))
        let rows = (drawn.size[2] + drawn.columns - 1) / drawn.columns
        #expect(atlas.width == drawn.columns * drawn.size[0] && atlas.height == rows * drawn.size[1])
    }

    @Test func theSameCaseGivesTheSameBytes() throws {
        let bench = try Bench()
        #expect(try report(bench, ["--threads", "1"]) == report(bench, ["--threads", "3"], name: "out/other.html"))
    }

    @Test func aBatchWritesOneForEachCase() throws {
        let batch = try BatchBench()
        batch.putThree()
        func folder(_ name: String) -> String { batch.bench.scratch.file(name) }
        let extras = ["--report", folder("pages"), "--overlay", folder("pages"), "--statistics", folder("pages"), "--probabilities", folder("maps"), "--uncertainty", folder("maps")]
        #expect(try Program.infer.run(batch.arguments(extras)).errors.hasPrefix("3 done"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("pages")).sorted()
            == ["a", "b-000", "sub-01_ses-2"].flatMap { ["\($0).html", "\($0).json", "\($0).png"] })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("maps")).sorted()
            == ["a", "b-000", "sub-01_ses-2"].flatMap { ["\($0)_probabilities.nii.gz", "\($0)_uncertainty.nii.gz"] })
        let page = try Data(contentsOf: URL(fileURLWithPath: folder("pages/a.html")))
        try FileManager.default.removeItem(atPath: folder("pages/a.html"))
        #expect(try Program.infer.run(batch.arguments(extras + ["--resume"])).errors.hasPrefix("1 done, 2 kept"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder("pages/a.html"))) == page)
        #expect(try Program.infer.run(batch.arguments(extras + ["--resume", "--tta"])).errors.hasPrefix("3 done"))
    }

    @Test func imagesDoNotGoAmongMasks() throws {
        let batch = try BatchBench()
        batch.putThree()
        for option in ["--probabilities", "--uncertainty"] {
            let outcome = try batch.run(option, batch.output + "/maps")
            #expect(outcome.status == 64 && outcome.errors.contains("would be taken for masks"))
        }
        #expect(try batch.run("--report", batch.input + "/pages").status == 64)
        #expect(try batch.run("--report", batch.output).errors.hasPrefix("3 done"))
    }

    @Test func aForeignReportIsKept() throws {
        let batch = try BatchBench()
        batch.put("t1", "a/a_t1.nii")
        let page = batch.bench.scratch.put([7], "pages/a.html")
        for more in [[], ["--resume"]] {
            #expect(try Program.infer.run(batch.arguments(["--report", batch.bench.scratch.file("pages")] + more)).status == 2)
            #expect(FileManager.default.contents(atPath: page) == Data([7]))
            #expect(try batch.masks().isEmpty)
        }
    }
}
