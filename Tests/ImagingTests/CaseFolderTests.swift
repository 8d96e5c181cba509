import Imaging
import TestSupport
import Testing

/// Which file is which modality, and which directory is a case.
struct CaseFolderTests {
    let scratch = Scratch()

    @Test(arguments: [
        ("BraTS2021_00006_t1ce.nii.gz", "t1c"), ("BraTS2021_00006_t1.nii.gz", "t1"), ("BraTS2021_00006_t2.nii", "t2"),
        ("BraTS-GLI-00027-000-t2f.nii.gz", "flair"), ("BraTS-GLI-00027-000-t2w.nii.gz", "t2"),
        ("BraTS-GLI-00027-000-t1n.nii.gz", "t1"), ("BraTS-GLI-00027-000-t1c.nii.gz", "t1c"),
        ("TCGA-DU-7294_fla_bet.nii.gz", "flair"), ("Flair_subtrMeanDivStd.nii.gz", "flair"), ("T1c_subtrMeanDivStd.nii.gz", "t1c"),
        ("a/t2/CASE_FLAIR.HDR", "flair"), ("case_T1_Gd.nii", "t1c"), ("case t1post.nii.gz", "t1c"), ("ct1.hdr.gz", "t1c"),
        ("sub-01_space-T1w_FLAIR.nii.gz", "flair"), ("sub-01_ce-gadolinium_T1w.nii.gz", "t1c"), ("sub-01_T1w.nii.gz", "t1"),
        ("sub-01_acq-postcontrast_T1w.nii", "t1c"), ("sub-01_acq-post_T1w.nii", "t1c"), ("p3_T1_contrast.nii", "t1c"), ("p3_gad_t1.nii", "t1c"),
        ("p3_T1_no_contrast.nii", "t1"), ("p3_pre_contrast_T1.nii", "t1"), ("T1_without_gd.nii", "t1"), ("postop_T1.nii", "t1"), ("ce_t2.nii", "t2"),
        ("AX_T1_WO_CONTRAST.nii", "t1"), ("T1_W_O_CONTRAST.nii", "t1"), ("T1_contrast_pre.nii", "t1"), ("sub-01_ce-none_T1w.nii", "t1"),
        ("GD_001_T1.nii", "t1"), ("sub-gd_T1w.nii", "t1"), ("gd_t1.nii", "t1c"), ("sub-01_ses-pre_ce-gadovist_T1w.nii", "t1c"), ("T1_W_CONTRAST.nii", "t1c"),
    ])
    func modalities(file: String, modality: String) {
        #expect(ModalityAliases.standard.role(ofFile: file) == .modality(modality))
    }

    @Test(arguments: ["BraTS2021_00006_seg.nii.gz", "BraTS-GLI-00027-000-seg.nii.gz", "OTMultiClass.nii.gz", "case_flair_seg.nii"])
    func segmentations(file: String) { #expect(ModalityAliases.standard.role(ofFile: file) == .segmentation) }

    @Test(arguments: ["brainmask.nii.gz", "case_t1_mask.nii.gz", "t1.txt", "atlas1.nii", "._case_t1.nii.gz", "t1.img", "t10.nii"])
    func others(file: String) { #expect(ModalityAliases.standard.role(ofFile: file) == nil) }

    @Test func aliasesInAnyCase() {
        for (name, aliases) in [("flair", ["flair", "T2F", "fla"]), ("t1", ["T1n"]), ("t1c", ["T1CE", "t1Gd", "t1post", "ct1"]), ("t2", ["T2W"])] {
            for alias in aliases { #expect(ModalityAliases.standard.canonicalName(of: alias) == name) }
        }
        #expect(ModalityAliases.standard.canonicalName(of: "pd") == nil)
        let others = ModalityAliases(["PET": ["fdg"]])
        #expect(others.canonicalName(of: "pet") == "PET" && others.role(ofFile: "x_FDG.nii") == .modality("PET"))
    }

    @Test func oneCase() throws {
        for name in ["c1/c1_t1.nii.gz", "c1/c1_t2.nii.gz", "c1/c1_seg.nii.gz", "c1/notes.txt", "c1/c1_flair.nii.gz/inside"] {
            scratch.put([], name)
        }
        let folder = try CaseFolder(scratch.file("c1/"))
        #expect(folder.name == "c1")
        #expect(folder.images == ["t1": scratch.file("c1/c1_t1.nii.gz"), "t2": scratch.file("c1/c1_t2.nii.gz")])
        #expect(folder.segmentation == scratch.file("c1/c1_seg.nii.gz"))
    }

    @Test func twoFilesForOneModality() {
        for name in ["a_t1ce.nii.gz", "b_T1Gd.nii"] { scratch.put([], name) }
        let expected = ImagingError.ambiguousFiles(
            first: scratch.file("a_t1ce.nii.gz"), second: scratch.file("b_T1Gd.nii"), role: "t1c")
        #expect(throws: expected) { try CaseFolder(scratch.path) }
    }

    @Test func casesAreFoundBelowAndSorted() throws {
        for name in ["LGG/b/x_t1.nii", "HGG/c/x_t2.nii.gz", "HGG/a/ses-1/anat/x_flair.nii", ".hidden/d/x_t1.nii"] {
            scratch.put([], name)
        }
        #expect(try CaseFolder.discover(in: scratch.path).map(\.name) == ["a_ses-1", "b", "c"])
        #expect(try CaseFolder.discover(in: scratch.file("LGG/b")).map(\.name) == ["b"])
        scratch.put([], "HGG/empty/seg.nii")
        #expect(throws: ImagingError.noCases(directory: scratch.file("HGG/empty"))) { try CaseFolder.discover(in: scratch.file("HGG/empty")) }
        #expect(throws: ImagingError.caseWithoutImages(folder: scratch.file("HGG/empty"))) { try CaseFolder.discover(in: scratch.path) }
        #expect(throws: ImagingError.fileAbsent(path: scratch.file("no"))) { try CaseFolder.discover(in: scratch.file("no")) }
        #expect { try CaseFolder.discover(in: scratch.file("LGG/b/x_t1.nii")) } throws: { ($0 as? ImagingError)?.category == .inputOutput }
    }
}
