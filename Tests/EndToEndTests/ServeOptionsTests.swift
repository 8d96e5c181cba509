import Foundation
import TestSupport
import Testing
import Workflow

/// What can be asked of a server: all that the command line can do, in the same words, with the same bytes.
@Suite struct ServeOptionsTests {
    /// Files of a local run and of what was asked of a server, each in a folder of its own.
    private struct Pair {
        let server: ServerBench
        var scratch: Scratch { server.bench.scratch }

        init(_ more: String...) throws { server = try ServerBench(Bench(), more) }

        /// Runs the command line here and through the server, with all outputs, and gives the names of files that differ.
        func differences(mask: String = "mask.nii.gz", _ options: [String]) throws -> [String] {
            let names = [mask, "overlay.png", "statistics.json", "probabilities.nii.gz", "uncertainty.nii.gz", "report.html"]
            for (folder, command) in [("local", ["segment", "--model", server.bench.model]), ("remote", ["remote", "segment", "--server", "http://127.0.0.1:\(server.port)"])] {
                try FileManager.default.createDirectory(atPath: scratch.file(folder), withIntermediateDirectories: true)
                let places = zip(["-o", "--overlay", "--statistics", "--probabilities", "--uncertainty", "--report"], names).flatMap { [$0, scratch.file("\(folder)/\($1)")] }
                let outcome = try Program.infer.run(command + places + ["--force"] + options)
                #expect(outcome.status == 0, "\(folder): \(outcome.errors)")
            }
            #expect(names.allSatisfy { scratch.bytes("local/\($0)").count > 100 })
            return names.filter { scratch.bytes("local/\($0)") != scratch.bytes("remote/\($0)") }
        }
    }

    @Test func theClientWritesWhatALocalRunWrites() throws {
        let pair = try Pair(), bench = pair.server.bench
        let (flair, t1) = (bench.flair, bench.image(SmallCase.coarse("t1"), "coarse.nii"))
        #expect(try pair.differences(["--flair", flair]) == [])
        #expect(try pair.differences(["--flair", flair, "--T1n", t1, "--label-scheme", "2023", "--rules", "model,region:ET:40,component:WT:9:0.5", "--tta",
                                      "--overlay-style", "contour", "--overlay-planes", "coronal,axial", "--output-grid", "t1"]) == [])
        #expect(try pair.differences(["--flair", flair, "--t1", t1, "--reference", t1, "--rules", "none"]) == [])
        #expect(try pair.differences(["--flair", flair, "--t1", t1, "--reference", "1mm"]) == [])
        #expect(try pair.differences(mask: "mask.nii", ["--flair", flair, "--t1", t1, "--reference", "t1"]) == [])
        #expect(try pair.server.remains() == [])
    }

    @Test(arguments: [
        (["rules": "none"], ["--rules", "none"]), (["rules": "region:WT:100000"], ["--rules", "region:WT:100000"]), (["tta": "true"], ["--tta"]),
        (["reference": "T1n"], ["--reference", "t1"]), (["reference": "1mm"], ["--reference", "1mm"]), (["output-grid": "t1"], ["--output-grid", "t1"]),
    ]) func fieldsAreOptions(fields: [String: String], options: [String]) throws {
        let server = try ServerBench(), t1 = server.bench.image(SmallCase.coarse("t1"), "coarse.nii")
        var form = try server.twoGrids()
        for (name, text) in fields { form.add(name, text) }
        let answer = try server.post("/v1/segment", form)
        #expect(try answer.status == 200 && answer.body == server.localMask(["--t1", t1] + options), "\(answer.text.prefix(300))")
        // None but mirroring and the model's rules leaves this case's mask as it is.
        if fields["tta"] == nil, fields["rules"] != "none" { #expect(try answer.body != server.localMask("--t1", t1)) }
    }

    @Test func aReferenceMayBeAFile() throws {
        let server = try ServerBench(), t1 = server.bench.image(SmallCase.coarse("t1"), "coarse.nii")
        var form = try server.form()
        form.add("reference", SmallCase.coarse("t1").single, file: "atlas.nii")
        let answer = try server.post("/v1/segment", form)
        #expect(try answer.status == 200 && answer.body == server.localMask("--reference", t1), "\(answer.text.prefix(300))")
        var text = try server.form()
        text.add("reference", Array("no image".utf8), file: "SMITH.nii")
        let refused = try server.post("/v1/segment", text)
        #expect(refused.status == 422 && refused.error.contains("reference") && !refused.error.contains(server.workFolder), "\(refused.text)")
        var twice = try server.form(["reference": "1mm"])
        twice.add("reference", SmallCase.coarse("t1").single, file: "atlas.nii")
        #expect(try server.post("/v1/segment", twice).error.contains("two parts for reference"))
        #expect(try server.remains() == [])
    }

    @Test(arguments: [
        ("tta", "yes", "true or false"), ("rules", "all", "model, none, or a list of"), ("overlay-style", "dots", "contour or fill"),
        ("overlay-planes", "axial,axial", "axial,coronal,sagittal"), ("overlay-planes", "", "axial,coronal,sagittal"), ("reference", "/etc/hostname", "finest, 1mm"),
        ("reference", "t2", "modalities sent (flair)"), ("reference", "../flair", "finest, 1mm"), ("output-grid", "t2", "reference or"), ("output-grid", "1mm", "reference or"),
        ("outputs", "", "probabilities,uncertainty,report"), ("label-scheme", "2017", "2021 or 2023"),
    ]) func aBadWordIsNamed(field: String, text: String, expected: String) throws {
        let server = try ServerBench()
        for path in ["/v1/segment", "/v1/jobs"] {
            let answer = try server.post(path, server.form([field: text]))
            #expect(answer.status == 400 && answer.error.hasPrefix("\(field) is unknown; expected ") && answer.error.contains(expected), "\(answer.text)")
        }
        #expect(try server.remains() == [])
    }

    /// Voxels of a kilometre, to be cut into millimetres.
    @Test func aGridThatIsTooFineIsRefused() throws {
        let server = try ServerBench(), bench = server.bench
        var fixture = SmallCase.image("flair")
        for axis in 0..<3 {
            fixture.pixdim[1 + axis] = 1e6
            fixture.srow[5 * axis] = 1e6
        }
        var form = TestForm()
        form.add("flair", fixture.single, file: "a.nii")
        form.add("reference", "1mm")
        let answer = try server.post("/v1/segment", form)
        #expect(answer.status == 413 && answer.error.contains("flair, resampled"), "\(answer.text)")
        let local = try Program.infer.run(bench.arguments("--reference", "1mm", images: ["--flair", bench.image(fixture, "kilometres.nii")]))
        #expect(local.status == 65 && local.errors.contains("choose another --reference"), "\(local.errors)")
        #expect(try server.remains() == [])
    }

    /// A job waits behind others when the server is killed; the next knows all that was asked for.
    @Test func aKeptJobKeepsItsOptions() throws {
        let server = try ServerBench(), t1 = server.bench.image(SmallCase.coarse("t1"), "coarse.nii")
        for _ in 0..<3 { _ = try server.post("/v1/jobs", server.form(["outputs": "mask"])) }
        var form = try server.twoGrids(["outputs": "mask,probabilities", "rules": "region:WT:100000", "output-grid": "t1", "tta": "true", "overlay-planes": "axial"])
        form.add("reference", SmallCase.coarse("t1").single, file: "atlas.nii")
        let id = try #require(try server.post("/v1/jobs", form).json["id"] as? String)
        try server.restart(after: SIGKILL)
        let end = try server.end(of: id)
        #expect((end.json["outputs"] as? [String: String])?.keys.sorted() == ["mask", "probabilities"], "\(end.text)")
        let path = server.bench.scratch.file("out/p.nii.gz")
        let mask = try server.localMask("--t1", t1, "--rules", "region:WT:100000", "--output-grid", "t1", "--tta", "--reference", t1, "--probabilities", path)
        #expect(try server.get("/v1/jobs/\(id)/mask").body == mask && server.get("/v1/jobs/\(id)/probabilities").body == server.bench.scratch.bytes("out/p.nii.gz"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(server.workFolder)/\(id)").sorted() == ["job.json", "mask.nii.gz", "probabilities.nii.gz"])
    }
}
