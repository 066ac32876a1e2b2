import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import Vocabulary
import Wire
import Workflow

/// The files of runs, to read.
struct ArtifactRoutes: Sendable {
    let ledger: any RunLedger & FileLedger

    func add(reading: RouterGroup<CoordinatorContext>) {
        reading.get("runs/:run/artifacts", use: list)
        reading.get("runs/:run/artifacts/**", use: fetch)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(Page(items: try await artifacts(of: try context.run())), request: request)
    }

    @Sendable private func fetch(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.run()
        let text = context.parameters.getCatchAll().joined(separator: "/")
        guard let name = ArtifactName(text) else {
            throw InvalidInput(field: "name", expected: ArtifactName.expectation, received: text)
        }
        guard let artifact = try await artifacts(of: id).first(where: { $0.name == name }) else {
            throw WorkflowError.notFound("artifact \(name) of run \(id)")
        }
        let headers = Self.headers(of: artifact)
        guard request.headers[.ifNoneMatch] != headers[.eTag] else {
            return Response(status: .notModified, headers: headers)
        }
        let body = FileBody.of(artifact.sha256, byteCount: artifact.byteCount, in: ledger)
        return Response(status: .ok, headers: headers, body: body)
    }

    private func artifacts(of id: RunID) async throws -> [StoredArtifact] {
        let artifacts = try await reading(ledger) { (ledger) throws(LedgerError) -> [StoredArtifact]? in
            guard try await ledger.run(id) != nil else { return nil }
            return try await ledger.artifacts(of: id)
        }
        guard let artifacts else { throw WorkflowError.notFound("run \(id)") }
        return artifacts
    }

    /// A name has no character that would have to be quoted in a header.
    private static func headers(of artifact: StoredArtifact) -> HTTPFields {
        [
            .contentType: contentType(of: artifact.name),
            .contentDisposition: "attachment; filename=\"\(artifact.name.lastPart)\"",
            .cacheControl: "private, no-cache", .eTag: "\"\(artifact.sha256)\"",
        ]
    }

    /// Only types that no browser executes: a run's file is whatever a runner wrote.
    static func contentType(of name: ArtifactName) -> String {
        switch name.fileExtension {
        case "json": "application/json"
        case "csv": "text/csv; charset=utf-8"
        case "txt", "log", "md": "text/plain; charset=utf-8"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        default: "application/octet-stream"
        }
    }
}

/// The bytes of a stored file, read piece by piece while they are sent.
enum FileBody {
    static func of(_ sha256: String, byteCount: Int64, in ledger: any FileLedger) -> ResponseBody {
        ResponseBody(contentLength: Int(byteCount)) { writer in
            var number = 0
            while let piece = try await ledger.piece(sha256: sha256, number: number) {
                try await writer.write(ByteBuffer(data: piece))
                number += 1
            }
            try await writer.finish(nil)
        }
    }
}
