import FoundationEssentials
import Glibc
import Vocabulary

/// The folders below an agent's data folder: `cache`, which stays, and `scratch/<process>/<job>-<attempt>`, which goes. Every name is made
/// from numbers or from a checksum that was read strictly: nothing from outside becomes a path.
struct WorkFolders: Sendable {
    private let scratchPath: String
    /// Files that can be made again; shared by attempts and kept.
    let cachePath: String
    /// Fetched ONNX files, by checksum.
    let modelsPath: String
    /// Other fetched files, as weights, by checksum.
    let filesPath: String

    /// Makes the folders, for the agent's user alone, and removes the scratch folders of agents that are gone.
    ///
    /// - Throws: An error of the file system.
    init(dataPath: String) throws {
        let scratchRoot = dataPath + "/scratch"
        cachePath = dataPath + "/cache"
        modelsPath = cachePath + "/onnx"
        filesPath = cachePath + "/files"
        scratchPath = "\(scratchRoot)/\(getpid())"
        for path in [scratchRoot, cachePath, modelsPath, filesPath, scratchPath] { try Self.make(path) }
        for name in try FileManager.default.contentsOfDirectory(atPath: scratchRoot) {
            guard let process = pid_t(name), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
            try FileManager.default.removeItem(atPath: "\(scratchRoot)/\(name)")
        }
    }

    /// Makes an empty folder for an attempt.
    func makeScratch(for attempt: AttemptID) throws -> String {
        let path = scratch(attempt)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try Self.make(path)
        return path
    }

    /// Removes an attempt's folder with everything in it.
    func removeScratch(for attempt: AttemptID) throws {
        let path = scratch(attempt)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Removes this agent's own scratch folder.
    func removeAll() throws { try FileManager.default.removeItem(atPath: scratchPath) }

    private func scratch(_ attempt: AttemptID) -> String { "\(scratchPath)/\(attempt.job)-\(attempt.number)" }

    private static func make(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
