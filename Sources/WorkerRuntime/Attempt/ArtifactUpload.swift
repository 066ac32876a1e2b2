import Client
import FoundationEssentials
import Glibc
import HTTPClient
import Logging
import Synchronization
import Vocabulary
import Wire

/// The files that one attempt's runner makes, on their way to the coordinator: looked at, stored under their checksum, then named.
final class ArtifactUpload: Sendable {
    /// Why a file was not stored.
    enum Obstacle: Error, Hashable {
        /// The runner broke the protocol, or the coordinator will never take it: the attempt fails.
        case refused(AttemptFailure)
        /// Nobody wants the attempt any more, or there is no time left for it.
        case abandoned
        /// The coordinator has no room for a checkpoint, and says so: the work is worth more than waiting for it.
        case noRoom(String)
    }

    private let scratch: String
    private let connection: any CoordinatorConnection
    private let logger: Logger
    private let names = Mutex<Set<ArtifactName>>([])

    /// - Parameter scratch: The attempt's folder; files outside are refused.
    init(scratch: String, connection: any CoordinatorConnection, logger: Logger) {
        self.scratch = scratch
        self.connection = connection
        self.logger = logger
    }

    /// Stores the files that events name.
    ///
    /// A full disk of the coordinator costs a checkpoint, not the events behind it; every other file is waited for.
    ///
    /// - Parameter isWanted: Asked before each try; `false` gives up.
    /// - Returns: The events, their artifacts with checksum and size instead of a path; a warning in the place of a checkpoint that
    ///   there was no room for.
    func stored(
        _ events: [RunnerEvent], while isWanted: @escaping @Sendable () -> Bool
    ) async throws(Obstacle) -> [RunnerEvent] {
        var stored: [RunnerEvent] = []
        for event in events {
            guard case .artifact(let artifact) = event else {
                stored.append(event)
                continue
            }
            do throws(Obstacle) {
                stored.append(.artifact(try await store(artifact, isDispensable: true, while: isWanted)))
            } catch .noRoom(let reason) {
                logger.warning("\(reason)")
                stored.append(.log(level: .warning, message: reason))
            }
        }
        return stored
    }

    /// Stores the files that a result names.
    func stored(_ result: RunResult, while isWanted: @escaping @Sendable () -> Bool) async throws(Obstacle) -> RunResult
    {
        guard !result.artifacts.isEmpty else { return result }
        do throws(InvalidInput) {
            try result.check()
        } catch {
            throw .refused(Self.breach("the result cannot be stored: \(error)"))
        }
        var artifacts: [RunArtifact] = []
        for artifact in result.artifacts { artifacts.append(try await store(artifact, while: isWanted)) }
        return RunResult(
            metrics: result.metrics, samples: result.samples, tags: result.tags, facts: result.facts,
            absent: result.absent, artifacts: artifacts)
    }

    /// - Parameter isDispensable: Whether a checkpoint is given up where there is no room: the next one tries again.
    private func store(
        _ artifact: RunArtifact, isDispensable: Bool = false, while isWanted: @escaping @Sendable () -> Bool
    ) async throws(Obstacle) -> RunArtifact {
        try count(artifact.name)
        let path = try ScratchFile.path(of: artifact, below: scratch)
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while isWanted(), !Task.isCancelled {
            do throws(ClientError) {
                guard let file = try await upload(path, of: artifact, while: isWanted) else { break }
                if artifact.kind == .checkpoint { _ = unsafe unlink(path) }  // at worst it goes with the folder
                return try Self.named(artifact, file.sha256, file.byteCount)
            } catch {
                tries += 1
                if artifact.kind == .checkpoint, isDispensable, error.code == .insufficientStorage {
                    _ = unsafe unlink(path)  // at worst it goes with the folder
                    throw .noRoom("\(artifact.name) is not stored, going on without it: \(error)")
                }
                if tries == 1 { logger.warning("\(artifact.name) cannot be stored yet: \(error); trying again") }
                let isDefect = error.isDefectOfCoordinator && tries >= AgentPolicy.triesAgainstDefects
                guard error.mayPassWhenRetried || error.isDefectOfCoordinator, !isDefect else {
                    if error == .cancelled { break }
                    let message = "the artifact \(artifact.name) could not be stored: \(error)"
                    throw .refused(AttemptFailure(code: .agent, message: message))
                }
                await pause(AgentPolicy.retries.delay(after: tries, using: &generator))
            }
        }
        throw .abandoned
    }

    /// - Returns: `nil` when nobody wants it any more before it has ended.
    private func upload(
        _ path: String, of artifact: RunArtifact, while isWanted: @escaping @Sendable () -> Bool
    ) async throws(ClientError) -> StoredFile? {
        let (connection, name) = (connection, String(artifact.name.lastPart.prefix(255)))
        let first: Result<StoredFile?, ClientError> = await withTaskGroup(of: Result<StoredFile?, ClientError>.self) {
            group in
            group.addTask {
                do throws(ClientError) {
                    return .success(try await connection.upload(file: path, name: name))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                while isWanted(), !Task.isCancelled { await pause(.milliseconds(200)) }
                return .success(nil)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .success(nil)
        }
        return try first.get()
    }

    private func count(_ name: ArtifactName) throws(Obstacle) {
        let count = names.withLock { names in
            names.insert(name)
            return names.count
        }
        guard count > RunArtifact.maximumCount else { return }
        throw .refused(Self.breach("a run has at most \(RunArtifact.maximumCount) artifacts; \(name) is one more"))
    }

    private static func named(
        _ artifact: RunArtifact, _ sha256: String, _ byteCount: Int64
    ) throws(ClientError) -> RunArtifact {
        do throws(InvalidInput) {
            return try RunArtifact(
                name: artifact.name.description, kind: artifact.kind, sha256: sha256, byteCount: byteCount,
                step: artifact.step)
        } catch {
            throw .notUnderstood(path: Route.file(sha256), reason: error.description)
        }
    }

    private static func breach(_ message: String) -> AttemptFailure { AttemptFailure(code: .crashed, message: message) }
}

/// A file that a runner says is in its scratch folder.
enum ScratchFile {
    /// The file's real path.
    ///
    /// The runner works as the same user and could read what the agent reads: this keeps mistakes and links from putting other files into a
    /// run, it is no wall.
    static func path(of artifact: RunArtifact, below scratch: String) throws(ArtifactUpload.Obstacle) -> String {
        guard let said = artifact.path else { throw refusal(artifact, "it has no path") }
        let place = said.hasPrefix("/") ? said : "\(scratch)/\(said)"
        var status = stat()
        guard unsafe lstat(place, &status) == 0 else { throw refusal(artifact, "there is no file at \(said)") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw refusal(artifact, "\(said) is no regular file; links are not followed")
        }
        guard let resolved = real(place), let folder = real(scratch), resolved.hasPrefix(folder + "/") else {
            throw refusal(artifact, "\(said) is outside of the scratch folder")
        }
        guard status.st_size > 0 else { throw refusal(artifact, "\(said) is empty") }
        guard Int64(status.st_size) <= RunArtifact.largestFile else {
            throw refusal(
                artifact, "\(said) has \(status.st_size) bytes; at most \(RunArtifact.largestFile) can be stored")
        }
        return resolved
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func refusal(_ artifact: RunArtifact, _ reason: String) -> ArtifactUpload.Obstacle {
        .refused(AttemptFailure(code: .crashed, message: "the artifact \(artifact.name): \(reason)"))
    }
}
