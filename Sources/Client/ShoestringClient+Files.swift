import Checksum
import FoundationEssentials
import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// The largest file that is fetched, in bytes: 16 GiB.
    public static let largestFile: Int64 = 16 << 30

    /// Stores a file under the checksum of its bytes, unless the coordinator has it.
    ///
    /// - Parameter name: What to call it for people; its last path component is what counts.
    public func upload(file path: String, name: String) async throws(ClientError) -> StoredFile {
        let (sha256, byteCount) = try Self.checksum(path)
        if try await hasFile(sha256) { return StoredFile(sha256: sha256, byteCount: byteCount, name: name) }
        let timeouts = HTTPRequest.Timeouts(total: nil, stall: .seconds(60))
        let request = HTTPRequest(
            .put, address(Route.file(sha256), [("name", name)]), body: .file(path: path), timeouts: timeouts)
        let answer: StoredFile = try decode(try await send(request), Route.file(sha256))
        guard answer.sha256 == sha256 else {
            throw .file(path: path, reason: "it changed while it was sent: stored \(answer.sha256), sent \(sha256)")
        }
        return answer
    }

    /// Whether the coordinator has a file.
    public func hasFile(_ sha256: String) async throws(ClientError) -> Bool {
        do {
            _ = try await send(HTTPRequest(.head, address(Route.file(sha256))))
            return true
        } catch .refused(404, _), .foreignAnswer(404, _) {  // the answer to HEAD has no body that could explain itself
            return false
        } catch {
            throw error
        }
    }

    /// Fetches a file into a new file at `path` and checks its bytes; on an error nothing is left there.
    ///
    /// - Throws: ``ClientError/file(path:reason:)`` when the bytes that came are others.
    public func download(_ sha256: String, to path: String) async throws(ClientError) {
        try await fetch(Route.file(sha256), sha256, to: path)
    }

    /// Fetches a file of a run into a new file at `path` and checks its bytes; on an error nothing is left there.
    ///
    /// - Throws: ``ClientError/file(path:reason:)`` when there is a file already or the bytes that came are others.
    public func download(_ artifact: StoredArtifact, of run: RunID, to path: String) async throws(ClientError) {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw .file(path: path, reason: "there is a file already")
        }
        try await fetch(Route.artifact(artifact.name, of: run), artifact.sha256, to: path)
    }

    private func fetch(_ route: String, _ sha256: String, to path: String) async throws(ClientError) {
        do throws(ClientError) {
            let request = HTTPRequest(
                .get, address(route), destination: .file(path: path, limit: Self.largestFile),
                timeouts: .init(total: nil, stall: .seconds(60)))
            _ = try await retrying(.never).send(request)
            let received = try Self.checksum(path).sha256
            guard received == sha256 else {
                throw ClientError.file(path: path, reason: "the bytes received have the SHA-256 \(received)")
            }
        } catch {
            // Nothing may be there, which is as good.
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private static func checksum(_ path: String) throws(ClientError) -> (sha256: String, byteCount: Int64) {
        do throws(ChecksumError) {
            return try SHA256.ofFile(path)
        } catch {
            throw .file(path: path, reason: error.description)
        }
    }
}
