import Foundation

/// A temporary directory for a cluster, named after the process that it belongs to.
public enum ScratchDirectory {
    private static let prefix = "shoestring-test-"

    /// Makes a directory below the system's temporary one and removes those whose process is gone.
    public static func make() throws -> String {
        let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        try removeAbandoned(in: temporary)
        let name = "\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let directory = temporary.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        return directory.path
    }

    /// A test process does not get to clean up after its last test: the next one does it.
    private static func removeAbandoned(in temporary: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: temporary.path) where name.hasPrefix(prefix) {
            guard let owner = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }), owner > 1 else { continue }
            guard kill(owner, 0) != 0, errno == ESRCH else { continue }
            do {
                try FileManager.default.removeItem(at: temporary.appendingPathComponent(name))
            } catch is CocoaError {
                // Another test process was faster, it is another user's, or its server still shuts down: not ours to wait for.
                continue
            }
        }
    }
}
