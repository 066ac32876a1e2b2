import FoundationEssentials
import Glibc
public import Vocabulary

extension RunArtifact {
    /// A file that a runner has written, checked as the agent will check it.
    ///
    /// - Parameters:
    ///   - name: Its name in the run, as `model.onnx`.
    ///   - path: Where it is: below the scratch folder.
    ///   - step: The training step; needed for a checkpoint.
    /// - Throws: ``AttemptFailure`` with code `failed` when there is no such file or the name is not acceptable.
    public static func written(
        name: String, kind: ArtifactKind, path: String, step: Int64? = nil
    ) throws(AttemptFailure) -> RunArtifact {
        let artifact: RunArtifact
        do throws(InvalidInput) {
            artifact = try RunArtifact(name: name, kind: kind, path: path, step: step)
        } catch {
            throw AttemptFailure(code: .failed, message: "an artifact cannot be named: \(error)")
        }
        try artifact.checkFile(below: nil)
        return artifact
    }

    /// Checks that the file is there, regular and of a size that can be stored.
    ///
    /// - Parameter folder: What a relative path is relative to; `nil` for the working folder.
    /// - Throws: ``AttemptFailure`` with code `failed`.
    func checkFile(below folder: String?) throws(AttemptFailure) {
        guard let path else {
            throw AttemptFailure(code: .failed, message: "the artifact \(name) has no path")
        }
        let place = path.hasPrefix("/") ? path : folder.map { "\($0)/\(path)" } ?? path
        var status = stat()
        guard unsafe lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AttemptFailure(code: .failed, message: "the artifact \(name): there is no regular file at \(path)")
        }
        guard (1...RunArtifact.largestFile).contains(Int64(status.st_size)) else {
            throw AttemptFailure(
                code: .failed,
                message:
                    "the artifact \(name) has \(status.st_size) bytes; 1 to \(RunArtifact.largestFile) can be stored")
        }
    }
}

extension EventChannel {
    /// Hands a file to the agent while the work goes on, as a checkpoint.
    ///
    /// - Throws: ``AttemptFailure`` as ``RunArtifact/written(name:kind:path:step:)``.
    public func artifact(
        name: String, kind: ArtifactKind, path: String, step: Int64? = nil
    ) throws(AttemptFailure) {
        send(.artifact(try .written(name: name, kind: kind, path: path, step: step)))
    }
}
