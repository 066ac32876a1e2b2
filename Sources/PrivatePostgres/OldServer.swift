import Foundation

/// The server that a data directory's `postmaster.pid` speaks of.
///
/// Line 1 is its process id, line 2 the data directory, line 8 its status. Source: `src/include/utils/pidfile.h`.
struct OldServer: Equatable {
    let processID: Int32

    init?(processFile text: String) {
        guard let line = text.split(separator: "\n", omittingEmptySubsequences: false).first,
            let number = Int32(line.trimmingCharacters(in: .whitespaces)), number > 1
        else { return nil }
        processID = number
    }

    /// Whether the text says that the server with this process id takes connections.
    static func isReady(_ text: String, processID: Int32) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return OldServer(processFile: text)?.processID == processID && lines.count > 7
            && lines[7].trimmingCharacters(in: .whitespaces) == "ready"
    }

    enum Standing { case gone, server, somebodyElse }

    /// A server works in its data directory; a process that got the number later does not.
    func standing(data: String) -> Standing {
        guard kill(processID, 0) == 0 || errno == EPERM else { return .gone }
        do {
            let workingDirectory = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(processID)/cwd")
            return workingDirectory == data ? .server : .somebodyElse
        } catch {
            // Not ours to look at: then it is not a server that we started. Or it went just now.
            return kill(processID, 0) == 0 || errno == EPERM ? .somebodyElse : .gone
        }
    }
}

extension ClusterLayout {
    /// Ends a server that an earlier owner left behind. The caller holds the directory's lock.
    ///
    /// The kernel told it to shut down when its owner died, so mostly it only has to be waited for. It is not taken over: it
    /// is nobody's child, so nobody would notice its end, and it would have the old configuration.
    func endOldServer(limit: Duration) async throws(PrivateClusterError) {
        guard let text = Files.text(of: processFile), let old = OldServer(processFile: text) else { return }
        switch old.standing(data: data) {
        case .gone: return
        case .somebodyElse:
            // The number was given to another process; the server would take it for itself and refuse to start.
            return try Files.remove(processFile)
        case .server: break
        }
        kill(old.processID, SIGINT)
        if await isGone(old, within: limit) { return }
        kill(old.processID, SIGQUIT)
        if await isGone(old, within: .seconds(10)) { return }
        throw .oldServerDoesNotStop(processID: old.processID)
    }

    private func isGone(_ old: OldServer, within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while old.standing(data: data) == .server {
            if ContinuousClock.now > deadline { return false }
            await pause(milliseconds: 20)
        }
        return true
    }
}

/// Waits, also in a cancelled task: what is being stopped must be waited for.
func pause(milliseconds: Int) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { continuation.resume() }
    }
}
