import Foundation
import Testing
import Workflow

@Suite struct SegmentationRequestTests {
    @Test func refusesWhatCannotEndWell() throws {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: WorkflowError.self) { try SegmentationRequest(images: [], output: "\(folder)/new.nii.gz").check() }
        #expect(throws: WorkflowError.notAMaskName("\(folder)/new.png")) {
            try SegmentationRequest(images: [("t1", "a.nii")], output: "\(folder)/new.png").check()
        }
        #expect(throws: WorkflowError.modalityTwice("t1", ["a.nii", "b.nii"])) {
            try SegmentationRequest(images: [("t1", "a.nii"), ("t1", "b.nii")], output: "\(folder)/new.nii.gz").check()
        }
    }

    @Test func namedModelComesFirst() throws { #expect(try DefaultModel.path(environment: ["METAKD_MODEL": "/m"], program: "/x/y") == "/m") }

    @Test func absentModelNamesWhereItWasLookedFor() {
        #expect(throws: WorkflowError.self) { try DefaultModel.path(environment: [:], program: "/nowhere/bin/metakd-infer") }
    }
}
