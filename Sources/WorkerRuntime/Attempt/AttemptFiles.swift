import Client
import FoundationEssentials
import Glibc
import HTTPClient
import Vocabulary

/// The files that an attempt needs, on this machine before its runner starts.
struct AttemptFiles: Sendable {
    /// The ONNX file of the configuration's model, where it is one.
    let modelPath: String?
    /// The other stored files that the configuration names, by SHA-256.
    let paths: [String: String]
    /// Where an earlier attempt stood.
    let checkpoint: RunnerRequest.Checkpoint?

    /// Fetches what is missing; models and weights are kept for other attempts, the checkpoint is this attempt's alone.
    ///
    /// - Parameters:
    ///   - scratch: The attempt's folder.
    ///   - isWanted: Asked between tries; `false` gives up.
    static func fetch(
        for lease: Lease, scratch: String, folders: WorkFolders, connection: any CoordinatorConnection,
        while isWanted: @Sendable () -> Bool
    ) async throws(AttemptFailure) -> AttemptFiles {
        var modelPath: String?
        if case .onnx(let sha256)? = lease.configuration.model {
            modelPath = try await FileCache(folder: folders.modelsPath, suffix: ".onnx", connection: connection)
                .path(of: sha256, while: isWanted)
        }
        var paths: [String: String] = [:]
        for sha256 in lease.configuration.files {
            guard FileDigestText.isValid(sha256) else {
                throw AttemptFailure(code: .agent, message: "the configuration names \(sha256), which is no SHA-256")
            }
            paths[sha256] = try await FileCache(folder: folders.filesPath, suffix: "", connection: connection)
                .path(of: sha256, while: isWanted)
        }
        var checkpoint: RunnerRequest.Checkpoint?
        if let stored = lease.checkpoint {
            let path = try await FileCache(folder: scratch, suffix: ".checkpoint", connection: connection)
                .path(of: stored.sha256, while: isWanted)
            checkpoint = RunnerRequest.Checkpoint(path: path, step: stored.step)
        }
        return AttemptFiles(modelPath: modelPath, paths: paths, checkpoint: checkpoint)
    }
}
