import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)").path
    var path: String { "\(folder)/file" }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? [] }
    var text: String? { try? String(contentsOfFile: path, encoding: .utf8) }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    @Test func anExistingFileIsKeptOrReplaced() throws {
        try AtomicFile.write("old".utf8, to: path, overwrite: false)
        #expect(throws: FileError.exists(path: path)) { try AtomicFile.write("new".utf8, to: path, overwrite: false) }
        #expect(text == "old")
        try AtomicFile.write("new".utf8, to: path, overwrite: true)
        #expect(text == "new" && names == ["file"])
    }

    @Test(arguments: [false, true]) func aDraftIsUnseenUntilItIsPublished(isNamed: Bool) throws {
        let draft = try FileDraft(path, isNamed: isNamed)
        try draft.append(Array("whole".utf8))
        #expect(names.isEmpty != isNamed && text == nil)
        try draft.publish(overwrite: false)
        #expect(text == "whole" && names == ["file"])
    }

    @Test(arguments: [false, true], [false, true]) func aFileThatAppearsMeanwhileIsNotLost(isNamed: Bool, overwrite: Bool) throws {
        let draft = try FileDraft(path, isNamed: isNamed)
        try "other".write(toFile: path, atomically: true, encoding: .utf8)
        if overwrite {
            try draft.publish(overwrite: true)
            #expect(text == "")
        } else {
            #expect(throws: FileError.exists(path: path)) { try draft.publish(overwrite: false) }
            draft.discard()
            #expect(text == "other")
        }
        #expect(names == ["file"])
    }

    @Test(arguments: [false, true]) func aFailureLeavesWhatWasThere(isNamed: Bool) throws {
        try AtomicFile.write("old".utf8, to: path, overwrite: false)
        let failure = FileError.writeFailed(path: path, reason: "made to fail")
        #expect(throws: failure) {
            try FileBatch(overwrite: true).add(path) { draft throws(FileError) in
                try draft.append([1, 2, 3])
                throw failure
            }
        }
        let draft = try FileDraft(path, isNamed: isNamed)
        draft.discard()
        #expect(text == "old" && names == ["file"])
    }

    @Test func aLibraryCanWriteADraftByItsPath() throws {
        let batch = FileBatch(overwrite: false)
        try batch.add(path) { draft throws(FileError) in
            guard (try? "by name".write(toFile: draft.path, atomically: false, encoding: .utf8)) != nil else { throw draft.failure() }
        }
        try batch.publish()
        #expect(text == "by name")
    }

    @Test func filesOfABatchAppearTogetherOrNotAtAll() throws {
        let other = "\(folder)/other"
        do {
            let batch = FileBatch(overwrite: false)
            try batch.add(path) { draft throws(FileError) in try draft.append([1]) }
            #expect(throws: FileError.writeFailed(path: "/dev/full", reason: "no space left on device")) {
                try batch.add("/dev/full") { draft throws(FileError) in try draft.append([2]) }
            }
        }
        #expect(names.isEmpty)
        let batch = FileBatch(overwrite: false)
        for file in [path, other] { try batch.add(file) { draft throws(FileError) in try draft.append(Array("whole".utf8)) } }
        #expect(names.isEmpty)
        try batch.publish()
        #expect(names == ["file", "other"] && text == "whole")
    }

    @Test func aLinkStaysAndItsFileIsReplaced() throws {
        try AtomicFile.write("old".utf8, to: path, overwrite: false)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "file")
        try AtomicFile.write("new".utf8, to: "\(folder)/link", overwrite: true)
        #expect(text == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "file")
    }

    @Test func aDeviceIsWrittenToAsItStands() throws {
        try AtomicFile.write("gone".utf8, to: "/dev/null", overwrite: false)
        #expect(try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType == .typeCharacterSpecial)
        #expect(throws: FileError.writeFailed(path: "/dev/full", reason: "no space left on device")) {
            try AtomicFile.write("much".utf8, to: "/dev/full", overwrite: true)
        }
    }

    @Test func whatCannotBeWrittenIsRefusedBeforehand() throws {
        #expect(throws: FileError.cannotWrite(path: folder, reason: "it is a directory")) { try AtomicFile.check(folder, overwrite: true) }
        #expect(throws: FileError.cannotWrite(path: "\(folder)/no/file", reason: "\(folder)/no is no folder")) {
            try AtomicFile.check("\(folder)/no/file", overwrite: true)
        }
        try AtomicFile.write("old".utf8, to: path, overwrite: false)
        #expect(throws: FileError.exists(path: path)) { try AtomicFile.check(path, overwrite: false) }
        try AtomicFile.check(path, overwrite: true)
        try AtomicFile.check("relative-to-here", overwrite: false)
        let long = "\(folder)/\(String(repeating: "n", count: 300))"
        #expect(throws: FileError.cannotWrite(path: long, reason: "file name too long")) { try AtomicFile.check(long, overwrite: true) }
    }
}
