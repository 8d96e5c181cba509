import Foundation
import Testing
import Workflow

/// The published network against PyTorch's logits. The files are not part of the repository: METAKD_RESNET50 names a folder with the imported
/// `model.metakd` and its `golden.safetensors` (image [4, 32, 64, 64] and logits of three subsets).
@Suite struct PublishedNetworkTests {
    private static let folder = ProcessInfo.processInfo.environment["METAKD_RESNET50"] ?? "../shared/resnet50"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder + "/model.metakd"), "no model.metakd in \(folder): set METAKD_RESNET50"))
    func logitsAgree() throws {
        let found = try ModelVerification(model: Self.folder + "/model.metakd", golden: Self.folder + "/golden.safetensors", tolerance: 5e-3)
        #expect(found.ok && found.subsets.count == 3 && found.subsets.allSatisfy { $0.meanAbs <= 3e-4 })
    }
}
