import Checksum
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import Vocabulary
import Wire
import Workflow

/// Model files and files of runs: stored under the SHA-256 of their bytes, in pieces, all or nothing.
struct FileRoutes: Sendable {
    let ledger: any FileLedger
    /// Two of the eight sessions that a coordinator has by default.
    private let uploads = UploadSlots(2)

    init(ledger: any FileLedger) { self.ledger = ledger }

    /// The largest file, in bytes: ONNX itself ends at 2 GiB.
    static let largestFile = Int(RunArtifact.largestFile)
    static let pieceSize = 1024 * 1024

    func add(fetching: RouterGroup<CoordinatorContext>, storing: RouterGroup<CoordinatorContext>) {
        fetching.get("files/:sha256", use: fetch)
        fetching.head("files/:sha256", use: look)
        storing.put("files/:sha256", use: store)
    }

    @Sendable private func store(request: Request, context: CoordinatorContext) async throws -> Response {
        let sha256 = try digest(in: context)
        var query = QueryReader(request)
        let name = query.string("name") ?? "model.onnx"
        try query.finish()
        guard name.count <= 255, !name.contains("/"), !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw InvalidInput(field: "name", expected: "a file's name without its folder", received: name)
        }
        guard let byteCount = request.headers[.contentLength].flatMap({ Int($0) }), byteCount > 0 else {
            throw InvalidInput(field: "Content-Length", expected: "the file's size in bytes, at least 1")
        }
        try request.refuse(above: Self.largestFile)
        if let stored = try await existing(sha256) { return try JSONAnswer.response(stored) }
        let pieces = FilePieces(body: request.body, sha256: sha256, byteCount: byteCount)
        try await uploads.run { try await keep(pieces, name: name) }
        return try JSONAnswer.response(
            StoredFile(sha256: sha256, byteCount: Int64(byteCount), name: name), status: .created)
    }

    @Sendable private func look(request: Request, context: CoordinatorContext) async throws -> Response {
        let sha256 = try digest(in: context)
        guard let file = try await existing(sha256) else { throw WorkflowError.notFound("file \(sha256)") }
        return Response(status: .ok, headers: Self.headers(of: file))
    }

    @Sendable private func fetch(request: Request, context: CoordinatorContext) async throws -> Response {
        let sha256 = try digest(in: context)
        guard let file = try await existing(sha256) else { throw WorkflowError.notFound("file \(sha256)") }
        let body = FileBody.of(sha256, byteCount: file.byteCount, in: ledger)
        return Response(status: .ok, headers: Self.headers(of: file), body: body)
    }

    private func keep(_ pieces: FilePieces, name: String) async throws {
        do throws(LedgerError) {
            try await ledger.store(
                sha256: pieces.sha256, name: name, byteCount: Int64(pieces.byteCount), pieces: pieces)
        } catch {
            if case .conflict(let expected) = error {
                throw InvalidInput(field: "sha256", expected: expected, received: pieces.sha256)
            }
            throw WorkflowError(error)
        }
    }

    private func existing(_ sha256: String) async throws -> StoredFile? {
        let file = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.file(sha256: sha256) }
        return file.map { StoredFile(sha256: sha256, byteCount: $0.byteCount, name: $0.name) }
    }

    private func digest(in context: CoordinatorContext) throws -> String {
        let text = context.parameters.get("sha256") ?? ""
        guard case .onnx(let sha256) = ModelReference("onnx:" + text) else {
            throw InvalidInput(field: "sha256", expected: "64 lower-case hexadecimal digits", received: text)
        }
        return sha256
    }

    private static func headers(of file: StoredFile) -> HTTPFields {
        [
            .contentType: "application/octet-stream", .contentLength: String(file.byteCount),
            .contentDisposition: "attachment", .cacheControl: "private, max-age=31536000, immutable",
        ]
    }
}

/// A request's body in pieces of 1 MiB that ends with an error unless length and checksum are as announced.
struct FilePieces: AsyncSequence, Sendable {
    typealias Element = Data

    let body: RequestBody
    let sha256: String
    let byteCount: Int

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    struct Iterator: AsyncIteratorProtocol {
        private var buffers: RequestBody.AsyncIterator
        private var pending = ByteBuffer()
        private let checksum = RunningChecksum()
        private var received = 0
        private let announced: FilePieces

        init(_ announced: FilePieces) {
            self.announced = announced
            buffers = announced.body.makeAsyncIterator()
        }

        @concurrent mutating func next() async throws -> Data? {
            while pending.readableBytes < FileRoutes.pieceSize, let buffer = try await buffers.next() {
                pending.writeImmutableBuffer(buffer)
                received += buffer.readableBytes
                guard received <= announced.byteCount else { throw LedgerError.conflict("more bytes than announced") }
            }
            guard let piece = pending.readData(length: Swift.min(pending.readableBytes, FileRoutes.pieceSize)),
                !piece.isEmpty
            else {
                try check()
                return nil
            }
            pending.discardReadBytes()
            try checksum.update(piece)
            return piece
        }

        private func check() throws {
            guard received == announced.byteCount else {
                throw LedgerError.conflict("a file of \(announced.byteCount) bytes, as Content-Length says")
            }
            guard try checksum.finish() == announced.sha256 else {
                throw LedgerError.conflict("the SHA-256 of the bytes that were sent")
            }
        }
    }
}

/// A checksum that a copyable iterator can hold.
private final class RunningChecksum {
    private var running: SHA256?

    func update(_ bytes: Data) throws(ChecksumError) {
        var hash = if let begun = running.take() { begun } else { try SHA256.begin() }
        try hash.update(bytes.bytes)
        running = consume hash
    }

    /// `nil` when there were no bytes.
    func finish() throws(ChecksumError) -> String? { try running.take()?.finish() }
}
