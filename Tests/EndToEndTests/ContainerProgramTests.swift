import Foundation
import TestSupport
import Testing

/// The container's entry point, and what its Dockerfile tells XNAT.
@Suite struct ContainerProgramTests {
    let batch: BatchBench

    init() throws { batch = try BatchBench() }

    @Test func masksAloneInADirectoryOfTheInput() throws {
        batch.put("flair", "HGG/a/a_flair.nii")
        batch.put("t1", "b/b_t1.nii")
        let results = batch.input + "/results"
        // A second time, over what the first has left.
        for _ in 0..<2 {
            let outcome = try batch.run("--masks-alone", "--force", output: results)
            #expect(outcome.status == 0 && outcome.errors.hasPrefix("2 done"), "\(outcome.errors)")
            #expect(try batch.names(results) == ["a.nii.gz", "b.nii.gz"])
        }
        #expect(try batch.run("--masks-alone", output: batch.input).status == 64)
        #expect(try batch.run("--masks-alone", "--resume", output: results).status == 64)
    }

    @Test func aCaseThatLiesInTheMountedDirectoryItself() throws {
        batch.put("flair", "Brats18_1_flair.nii")
        batch.put("t1c", "Brats18_1_t1ce.nii")
        #expect(try batch.run("--masks-alone", output: batch.input + "/results").status == 0)
        #expect(try batch.names(batch.input + "/results") == ["Brats18_1.nii.gz"])
    }

    @Test func theEntryPointPassesCommandLinesOn() throws {
        batch.putThree()
        let outcome = try Program.infer.run(["container"] + batch.arguments([]))
        #expect(try outcome.status == 0 && batch.masks().count == 3)
        let infer = try Program.infer.run("container", "infer", "--data_path=\(batch.input)", "--output_path=\(batch.bench.scratch.file("mlcube"))",
                                          environment: ["METAKD_MODEL": batch.bench.model])
        #expect(infer.status == 0, "\(infer.errors)")
        #expect(try batch.names(batch.bench.scratch.file("mlcube")) == ["a.nii.gz", "b-000.nii.gz", "sub-01_ses-2.nii.gz"])
        #expect(try Program.infer.run("container", "--help").output == Program.infer.run("--help").output)
        let wrong = try Program.infer.run("container", "batch", "x", "-o", "y", "--no-such")
        #expect(wrong.status == 64 && wrong.errors.contains("--no-such"))
    }

    /// XNAT reads commands from the image's label; every key of the command line has an input, every mount that is named exists.
    @Test func theDockerfileHoldsACommandForXNAT() throws {
        let text = try String(contentsOfFile: Repository.path("Dockerfile"), encoding: .utf8).replacing("\\\n", with: "")
        let label = try #require(text.firstMatch(of: /LABEL org\.nrg\.commands='(.*?)'/)).1
        let commands = try #require(JSONSerialization.jsonObject(with: Data(label.utf8)) as? [[String: Any]])
        let command = try #require(commands.first)
        for key in ["name", "label", "description", "version", "image", "command-line", "mounts", "inputs", "outputs", "xnat"] {
            #expect(command[key] != nil, "\(key)")
        }
        #expect(command["schema-version"] as? String == "1.0" && command["type"] as? String == "docker")
        func objects(_ key: String, of object: [String: Any]) -> [[String: Any]] { object[key] as? [[String: Any]] ?? [] }
        func names(_ key: String, of object: [String: Any]) -> Set<String> { Set(objects(key, of: object).compactMap { $0["name"] as? String }) }
        let line = try #require(command["command-line"] as? String)
        let keys = Set(line.matches(of: /\[[A-Z_]+\]/).map { String($0.output) })
        #expect(!keys.isEmpty && keys == Set(objects("inputs", of: command).compactMap { $0["replacement-key"] as? String }))
        let mounts = names("mounts", of: command)
        for path in objects("mounts", of: command).compactMap({ $0["path"] as? String }) { #expect(line.contains(path)) }
        #expect(Set(objects("outputs", of: command).compactMap { $0["mount"] as? String }).isSubset(of: mounts))
        let wrapper = try #require(objects("xnat", of: command).first)
        let inputs = objects("external-inputs", of: wrapper) + objects("derived-inputs", of: wrapper)
        #expect(Set(inputs.compactMap { $0["provides-files-for-command-mount"] as? String }).isSubset(of: mounts))
        #expect(Set(inputs.compactMap { $0["provides-value-for-command-input"] as? String }).isSubset(of: names("inputs", of: command)))
        for handler in objects("output-handlers", of: wrapper) {
            #expect(names("outputs", of: command).contains(handler["accepts-command-output"] as? String ?? ""))
        }
        // The command line is one that the program takes.
        batch.put("flair", "flair.nii")
        let filled = line.replacing("[LABEL_SCHEME]", with: "2023").replacing("/input", with: batch.input).replacing("/output", with: batch.output)
        let outcome = try Program.infer.run(["container"] + filled.split(separator: " ").map(String.init), environment: ["METAKD_MODEL": batch.bench.model])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
