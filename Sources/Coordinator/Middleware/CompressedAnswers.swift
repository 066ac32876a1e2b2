import Foundation
import Gzip
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import Synchronization

/// Compresses text and JSON for clients that take gzip; a file of the page once for each version of it.
///
/// No cookie goes with a request, so an attacker cannot make a reader's browser ask with the reader's rights, which guessing a secret by the
/// length of compressed answers needs (BREACH).
struct CompressedAnswers: RouterMiddleware {
    typealias Context = CoordinatorContext

    private let files = Files()

    /// Below, headers weigh as much as what is saved.
    private static let least = 1000
    /// Below, an answer to POST is left as it is: claims and heartbeats are many and small.
    private static let leastToPost = 16 * 1024
    /// Above, an answer is not held in memory twice.
    private static let most = 32 * 1024 * 1024
    private static let kinds = ["text/", "application/json", "application/javascript", "image/svg+xml"]

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard let kind = response.headers[.contentType], Self.kinds.contains(where: kind.hasPrefix) else {
            return response
        }
        response.headers[.vary] = "Accept-Encoding"
        guard request.method != .head, let count = response.body.contentLength,
            (Self.least...Self.most).contains(count),
            response.headers[.contentEncoding] == nil, Self.takesGzip(request)
        else { return response }
        let compressed = try await compressed(response, at: request.uri.path)
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: compressed))
        response.headers[.contentEncoding] = "gzip"
        response.headers[.acceptRanges] = nil
        return response
    }

    /// A file has a date of its last change and is compressed well, once; an answer of the API quickly, each time.
    private func compressed(_ response: Response, at path: String) async throws -> Data {
        guard response.headers[.lastModified] != nil, let tag = response.headers[.eTag] else {
            return try Gzip.compressed(try await Self.bytes(of: response.body), level: 4)
        }
        if let known = files.bytes(of: path, version: tag) { return known }
        let bytes = try Gzip.compressed(try await Self.bytes(of: response.body), level: 9)
        files.keep(bytes, of: path, version: tag)
        return bytes
    }

    private static func bytes(of body: ResponseBody) async throws -> Data {
        let collected = Collected()
        try await body.write(CollectingWriter(collected: collected))
        return collected.take()
    }

    private static func takesGzip(_ request: Request) -> Bool {
        guard let accepted = request.headers[.acceptEncoding] else { return false }
        return accepted.lowercased().split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.first == "gzip" || parts.first == "*" else { return false }
            return !parts.dropFirst().contains { $0.wholeMatch(of: /q=0(\.0*)?/) != nil }
        }
    }

    /// Files that were compressed, by path.
    private final class Files: Sendable {
        private let known = Mutex<[String: (version: String, bytes: Data)]>([:])

        func bytes(of path: String, version: String) -> Data? {
            known.withLock { $0[path].flatMap { $0.version == version ? $0.bytes : nil } }
        }

        func keep(_ bytes: Data, of path: String, version: String) {
            known.withLock {
                // One file can be asked for by many paths.
                if $0.count >= 500 { $0.removeAll() }
                $0[path] = (version, bytes)
            }
        }
    }
}

/// What a body has written so far.
private final class Collected: Sendable {
    private let bytes = Mutex(Data())
    func append(_ buffer: ByteBuffer) { bytes.withLock { $0.append(Data(buffer: buffer)) } }
    func take() -> Data { bytes.withLock { $0 } }
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected
    mutating func write(_ buffer: ByteBuffer) async throws { collected.append(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
