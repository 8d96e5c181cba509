import Foundation
import Imaging
import TestSupport
import Testing

/// Directories of many cases, in every layout, with bad ones among them.
struct CaseSearchTests {
    let scratch = Scratch()

    private func put(_ names: String...) { for name in names { scratch.put([0], name) } }

    @Test func layoutsOfBraTS() throws {
        put("HGG/Brats18_2013_2_1/Brats18_2013_2_1_flair.nii.gz", "LGG/Brats18_TCIA_1/Brats18_TCIA_1_t1ce.nii.gz", "LGG/Brats18_TCIA_1/Brats18_TCIA_1_seg.nii.gz",
            "BraTS2021_00006/BraTS2021_00006_t1.nii.gz", "BraTS2021_00006/BraTS2021_00006_t2.nii.gz",
            "BraTS-GLI-00027-000/BraTS-GLI-00027-000-t2f.nii.gz", "BraTS-GLI-00027-000/BraTS-GLI-00027-000-t1n.nii.gz", "notes/readme.txt")
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["BraTS-GLI-00027-000", "BraTS2021_00006", "Brats18_2013_2_1", "Brats18_TCIA_1"])
        #expect(search.cases.map { $0.images.keys.sorted() } == [["flair", "t1"], ["t1", "t2"], ["flair"], ["t1c"]])
        #expect(search.failures.isEmpty)
    }

    @Test func layoutsOfBIDS() throws {
        put("sub-01/anat/sub-01_T1w.nii.gz", "sub-01/anat/sub-01_ce-gd_T1w.nii.gz", "sub-02/ses-1/anat/sub-02_ses-1_FLAIR.nii.gz",
            "sub-02/ses-2/anat/sub-02_ses-2_T2w.nii.gz", "sub-02/ses-2/func/sub-02_bold.nii.gz", "derivatives/x/sub-01_T1w.nii.gz", "sub-03/func/sub-03_bold.nii.gz")
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["sub-01", "sub-02_ses-1", "sub-02_ses-2"])
        #expect(search.cases[0].images.keys.sorted() == ["t1", "t1c"])
        #expect(search.failures.map(\.name) == ["sub-03"])
    }

    @Test func casesThatShareAFolder() throws {
        put("a_t1.nii", "a_t1ce_bet.nii", "B-2-t1.nii", "a_seg.nii")
        let cases = try CaseSearch(scratch.path).cases
        #expect(cases.map(\.name) == ["B-2", "a"])
        #expect(cases[1].images == ["t1": scratch.file("a_t1.nii"), "t1c": scratch.file("a_t1ce_bet.nii")])
        #expect(cases[1].segmentation == scratch.file("a_seg.nii"))
    }

    @Test func aFolderForResultsIsNotLookedInto() throws {
        put("a/a_t1.nii", "results/a.nii.gz", "results/b_t1.nii")
        #expect(try CaseSearch(scratch.path, excluding: scratch.path + "/./results/").cases.map(\.name) == ["a"])
        #expect(try CaseSearch(scratch.path).cases.map(\.name) == ["a", "results"])
    }

    @Test func aDirectoryThatIsTheCaseMayBeNamedByItsFiles() throws {
        put("data/Brats18_2_1_t1.nii", "data/Brats18_2_1_t1ce.nii", "data/more/x_t1.nii", "plain/t1.nii", "mixed/a_t1.nii", "mixed/b_t2.nii")
        func names(_ folder: String, _ naming: CaseSearch.Naming) throws -> [String] { try CaseSearch(scratch.file(folder), naming: naming).cases.map(\.name) }
        #expect(try names("data", .files) == ["Brats18_2_1"] && names("data", .folder) == ["data"])
        #expect(try names("plain", .files) == ["plain"] && names("mixed", .files) == ["mixed"])
        // Cases below have names of their own.
        #expect(try names("data/more", .files) == ["x"] && names("", .files) == ["data", "mixed", "plain"])
    }

    @Test func badCasesAreNamedAndTheRestIsFound() throws {
        put("good/x_t1.nii", "HGG/twin/x_t1.nii", "LGG/twin/x_t2.nii", "masked/masked_seg.nii", "double/x_t1.nii", "double/x-t1n.nii.gz")
        try FileManager.default.createDirectory(atPath: scratch.file("empty"), withIntermediateDirectories: true)
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["good"])
        #expect(search.failures.map(\.name) == ["double", "empty", "masked", "twin"])
        #expect(search.failures[0].error == .ambiguousFiles(first: scratch.file("double/x-t1n.nii.gz"), second: scratch.file("double/x_t1.nii"), role: "t1"))
        #expect(search.failures[1].error == .caseWithoutImages(folder: scratch.file("empty")))
        #expect(search.failures[3].error == .caseTwice(name: "twin", folders: [scratch.file("HGG/twin"), scratch.file("LGG/twin")]))
    }

    @Test func aCaseThatCannotBeUsedTakesItsName() throws {
        put("HGG/a/x_t1.nii", "LGG/a/x_seg.nii", "b/x_t1.nii")
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["b"])
        #expect(search.failures.map(\.error) == [.caseWithoutImages(folder: scratch.file("LGG/a")),
                                                .caseTwice(name: "a", folders: [scratch.file("HGG/a"), scratch.file("LGG/a")])])
    }

    @Test func anEmptyFolderTakesNoName() throws {
        put("HGG/a/x_t1.nii")
        for name in ["LGG/a", "LGG/b"] { try FileManager.default.createDirectory(atPath: scratch.file(name), withIntermediateDirectories: true) }
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["a"])
        #expect(search.failures.map(\.error) == [.caseWithoutImages(folder: scratch.file("LGG/b"))])
    }

    @Test func whatAnArchiveAddsIsNoCase() throws {
        put("a/x_t1.nii", "__MACOSX/a/x_t1.nii", "b/b_t2.nii.gz/b_t2.nii")
        try FileManager.default.createSymbolicLink(atPath: scratch.file("a/all"), withDestinationPath: "..")
        try FileManager.default.createSymbolicLink(atPath: scratch.file("c"), withDestinationPath: scratch.file("b"))
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["a", "b", "c"] && search.failures.isEmpty)
        #expect(search.cases[1].images == ["t2": scratch.file("b/b_t2.nii.gz/b_t2.nii")])
    }

    @Test func aFolderWhoseNameIsNoTextIsNamed() throws {
        put("a/x_t1.nii")
        #expect(mkdir(Array(scratch.file("M").utf8CString.dropLast()) + [CChar(bitPattern: 0xFC), 0x2E, 0x31, 0], 0o777) == 0)
        scratch.put([1], "rest")
        #expect(rename(scratch.file("rest"), Array(scratch.file("r").utf8CString.dropLast()) + [CChar(bitPattern: 0xFC), 0]) == 0)
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["a"] && search.failures.map(\.name) == ["M\u{FFFD}.1"])
        #expect(search.failures[0].error.description.contains("not UTF-8"))
    }

    @Test func runsOfOneSessionAreOneCase() throws {
        put("sub-01/anat/sub-01_run-1_T1w.nii", "sub-01/anat/sub-01_run-2_T1w.nii",
            "sub-02/ses-1/anat/sub-02_ses-1_acq-3d_FLAIR.nii", "sub-02/ses-1/anat/sub-02_ses-1_run-1_T1w.nii", "sub-02/ses-1/anat/sub-02_ses-1_ce-gd_T1w.nii")
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map { $0.images.keys.sorted() } == [["flair", "t1", "t1c"]])
        #expect(search.failures.map(\.error) == [.ambiguousFiles(
            first: scratch.file("sub-01/anat/sub-01_run-1_T1w.nii"), second: scratch.file("sub-01/anat/sub-01_run-2_T1w.nii"), role: "t1")])
    }

    @Test func filesOfManyCasesInOneFolder() throws {
        put("sub-01_run-1_T1w.nii", "sub-01_run-2_T1w.nii", "sub-02_run-1_T1w.nii", "sub-02_acq-3d_FLAIR.nii", "sub-a_001_t1.nii", "sub-a_002_t1.nii",
            "p3_t1.nii", "p3_gad_t1.nii")
        let search = try CaseSearch(scratch.path)
        #expect(search.cases.map(\.name) == ["p3", "sub-02", "sub-a_001", "sub-a_002"] && search.failures.map(\.name) == ["sub-01"])
        #expect(search.cases[0].images.keys.sorted() == ["t1", "t1c"] && search.cases[1].images.count == 2)
    }

    @Test func aFolderNamedAsAnImageMayHoldACase() throws {
        put("p1.nii/flair.nii", "p1.nii/t1.nii", "p2.nii/flair.nii", "p2.nii/t1.nii")
        #expect(try CaseSearch(scratch.path).cases.map(\.name) == ["p1.nii", "p2.nii"])
    }

    @Test func aSecondSegmentationIsNoCase() throws {
        put("a/a_t1.nii", "a/a_seg.nii", "a/b_seg.nii")
        #expect(try CaseSearch(scratch.path).failures.map(\.error)
            == [.ambiguousFiles(first: scratch.file("a/a_seg.nii"), second: scratch.file("a/b_seg.nii"), role: "the segmentation")])
    }

    @Test func noCase() {
        put("notes.txt")
        #expect(throws: ImagingError.noCases(directory: scratch.path)) { try CaseSearch(scratch.path) }
    }

    @Test func masksByCase() throws {
        put("p/a.nii.gz", "p/b_seg.nii", "t/a/a_seg.nii.gz", "t/a/a_t1.nii.gz", "t/b/b-dseg.nii", "t/c/OTMultiClass.nii.gz", "t/c/brainmask.nii.gz", "t/d/d.nii", "t/e/d_seg.nii")
        #expect(try MaskFolder(scratch.file("t")).files == [
            "a": [scratch.file("t/a/a_seg.nii.gz")], "b": [scratch.file("t/b/b-dseg.nii")], "c": [scratch.file("t/c/OTMultiClass.nii.gz")],
            "d": [scratch.file("t/d/d.nii"), scratch.file("t/e/d_seg.nii")],
        ])
        put("q/x_t1.nii")
        #expect(throws: ImagingError.noMasks(directory: scratch.file("q"))) { try MaskFolder(scratch.file("q")) }
    }
}
