import Files
import HTTPTypes
import Hummingbird
import Workflow

/// Answers that are files of a job's folder, which stays until they are sent.
struct FileAnswer {
    private let context: ServingContext

    init(_ context: ServingContext) { self.context = context }

    /// One output as it is, several as a zip archive.
    func answer(_ outputs: [SegmentationOutput], in folder: JobFolder) async throws -> Response {
        if outputs.count == 1 { return try await answer(outputs[0].fileName, outputs[0].mediaType, in: folder) }
        let name = "results.zip"
        do { try ZipArchive.write(outputs.map { ($0.fileName, folder.file($0.fileName)) }, to: folder.file(name)) } catch {
            throw RequestError.internalFault
        }
        return try await answer(name, "application/zip", in: folder)
    }

    /// A file to keep.
    func answer(_ name: String, _ mediaType: String, in folder: JobFolder) async throws -> Response {
        try await answer(name, [.contentType: mediaType, .contentDisposition: "attachment; filename=\"\(name)\""], in: folder)
    }

    /// A file under any headers.
    func answer(_ name: String, _ headers: HTTPFields, in folder: JobFolder) async throws -> Response {
        let file = try await FileIO().loadFile(path: folder.file(name), context: context)
        let body = ResponseBody(contentLength: file.contentLength) { writer in
            try await file.write(writer)
            withExtendedLifetime(folder) {}
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
