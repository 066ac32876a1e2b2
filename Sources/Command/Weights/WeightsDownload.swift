import Checksum
import Foundation
import Glibc
import HTTPClient

/// Fetches a published file piece by piece into a folder, goes on where an earlier try broke off, and believes nothing before the
/// checksum fits.
struct WeightsDownload {
    let url: String
    let fileName: String
    /// First digits of the SHA-256 that the publisher states.
    let checksumPrefix: String
    let folder: URL
    var pieceByteCount = 8 << 20
    var policy = RetryPolicy(maximumTries: 4, firstCeiling: .milliseconds(500), largestCeiling: .seconds(5))
    var report: (_ received: Int, _ total: Int?) -> Void = { _, _ in }

    var file: URL { folder.appending(path: fileName) }
    private var partial: URL { folder.appending(path: fileName + ".partial") }

    /// Whether the file is there already and is the right one.
    func isCached() throws -> Bool {
        FileManager.default.fileExists(atPath: file.path) ? try matches(file.path) : false
    }

    /// Fetches what is missing.
    ///
    /// - Throws: ``CommandFailure`` with 2 when nobody answers, 5 when the publisher has no such file, 1 for anything else.
    func run() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = open(partial.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandFailure("cannot write \(partial.path): \(reason())") }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure("another process is fetching \(fileName)")
        }
        try await fill(descriptor)
        guard try matches(partial.path) else {
            unlink(partial.path)
            throw CommandFailure(
                "the bytes that \(url) gave do not have the SHA-256 that the name states (\(checksumPrefix)…); they were removed"
            )
        }
        guard rename(partial.path, file.path) == 0 else {
            throw CommandFailure("cannot write \(file.path): \(reason())")
        }
    }

    private func fill(_ descriptor: Int32) async throws {
        let client = try HTTPClient()
        var received = Int(lseek(descriptor, 0, SEEK_END))
        var total: Int?
        while total.map({ received < $0 }) ?? true {
            let answer = try await piece(from: received, client)
            switch answer.status {
            case 206:
                let range = answer.headers["Content-Range"].flatMap(ContentRange.init)
                guard let range, range.start == received, !answer.body.isEmpty else {
                    throw CommandFailure("\(url) answers with another part than was asked for")
                }
                total = range.total
            case 200:
                // It does not know parts: this is the whole file.
                guard ftruncate(descriptor, 0) == 0 else { throw CommandFailure("cannot write: \(reason())") }
                received = 0
                total = answer.body.count
            case 416: return  // all of it is there
            case 403, 404: throw CommandFailure("\(url) is not there (status \(answer.status))", .notFound)
            default: throw CommandFailure("\(url) answers with status \(answer.status)", .unreachable)
            }
            try write(answer.body, at: received, descriptor)
            received += answer.body.count
            report(received, total)
        }
    }

    private func piece(from start: Int, _ client: HTTPClient) async throws -> HTTPResponse {
        let request = HTTPRequest(
            .get, url, headers: [HTTPField("Range", "bytes=\(start)-\(start + pieceByteCount - 1)")],
            destination: .memory(limit: 1 << 30),
            timeouts: .init(connect: .seconds(15), total: nil, stall: .seconds(60)))
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while true {
            tries += 1
            let outcome: RetryPolicy.Outcome
            let result: Result<HTTPResponse, HTTPError>
            do throws(HTTPError) {
                let answer = try await client.send(request)
                result = .success(answer)
                outcome = .answer(status: answer.status, retryAfter: answer.retryAfter)
            } catch {
                result = .failure(error)
                outcome = .failure(error)
            }
            guard
                case .retry(let pause) = policy.decision(
                    after: tries, outcome: outcome, isRepeatable: true, using: &generator)
            else { return try explained(result) }
            try await Task.sleep(for: pause)
        }
    }

    private func explained(_ result: Result<HTTPResponse, HTTPError>) throws -> HTTPResponse {
        do throws(HTTPError) {
            return try result.get()
        } catch {
            let kept = "what was received is kept; the same command goes on from there"
            switch error {
            case .notConnected, .timedOut:
                throw CommandFailure(
                    "no network, or \(url) is not reachable: \(error)\n  \(kept)\n"
                        + "  on a machine without network: fetch the file elsewhere, then --weights FILE", .unreachable)
            case .interrupted: throw CommandFailure("\(url): \(error)\n  \(kept)", .unreachable)
            case .untrusted, .tooLarge, .malformed, .file, .cancelled, .unusable:
                throw CommandFailure("\(url): \(error)")
            }
        }
    }

    private func write(_ data: Data, at offset: Int, _ descriptor: Int32) throws {
        var done = 0
        while done < data.count {
            let count = data.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + done }, data.count - done, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandFailure("cannot write \(partial.path): \(reason())") }
            done += count
        }
    }

    private func matches(_ path: String) throws -> Bool {
        do throws(ChecksumError) {
            return try SHA256.ofFile(path).sha256.hasPrefix(checksumPrefix)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private func reason() -> String { String(cString: strerror(errno)) }
}

/// `bytes 0-99/1234`.
private struct ContentRange {
    let start: Int
    let total: Int

    init?(_ text: String) {
        guard let match = text.wholeMatch(of: #/bytes (\d+)-\d+/(\d+)/#), let start = Int(match.1),
            let total = Int(match.2)
        else { return nil }
        (self.start, self.total) = (start, total)
    }
}
