import Client
import FoundationEssentials
import Glibc
import HTTPClient
import Vocabulary
import Wire

/// Stored files of the coordinator in a folder, each fetched once.
struct FileCache: Sendable {
    let folder: String
    /// What their names end in.
    let suffix: String
    let connection: any CoordinatorConnection

    /// The path of the file with a checksum; fetched, checked and put there by renaming when it is not there yet.
    ///
    /// - Parameter isWanted: Asked between tries; `false` gives up.
    /// - Throws: `invalid_model` when the coordinator does not have it, `agent` when it cannot be kept.
    func path(of sha256: String, while isWanted: @Sendable () -> Bool) async throws(AttemptFailure) -> String {
        let path = "\(folder)/\(sha256)\(suffix)"
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while !FileManager.default.fileExists(atPath: path) {
            guard isWanted() else { throw AttemptFailure(code: .agent, message: "stopped while a file was fetched") }
            let part = "\(folder)/.\(RunID()).part"
            do throws(ClientError) {
                try await connection.download(sha256, to: part)
            } catch {
                guard error.mayPassWhenRetried else { throw Self.failure(sha256, error) }
                tries += 1
                await pause(AgentPolicy.retries.delay(after: tries, using: &generator))
                if Task.isCancelled { throw Self.failure(sha256, .cancelled) }
                continue
            }
            // Read-only: a runner works beside it as the same user.
            guard unsafe chmod(part, 0o400) == 0, unsafe rename(part, path) == 0 else {
                throw AttemptFailure(
                    code: .agent, message: "\(path) cannot be kept: \(unsafe String(cString: strerror(errno)))")
            }
        }
        return path
    }

    private static func failure(_ sha256: String, _ error: ClientError) -> AttemptFailure {
        if error.code == .notFound {
            return AttemptFailure(code: .invalidModel, message: "the coordinator has no file \(sha256)")
        }
        return AttemptFailure(code: .agent, message: "the file \(sha256) could not be fetched: \(error)")
    }
}

/// How an agent repeats what did not work: for as long as it lives.
enum AgentPolicy {
    static let retries = RetryPolicy(
        maximumTries: .max, firstCeiling: .milliseconds(250), largestCeiling: .seconds(10))
    /// How often a write is tried that the coordinator calls a defect of its own: the same bytes will hardly fare better later.
    static let triesAgainstDefects = 5
}

/// Waits; returns early when the task is cancelled, which the caller notices by itself.
func pause(_ duration: Duration) async {
    do {
        try await Task.sleep(for: duration)
    } catch {
        return
    }
}
