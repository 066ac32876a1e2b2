import Foundation
public import PrivatePostgres
import Synchronization

/// A database server for tests, shared by all tests of a process.
///
/// It is `SHOESTRING_TEST_DATABASE_URL` where that is set; else a private cluster in a temporary directory, started by the
/// first test that needs it and shut down by the kernel when the process ends. The next test process removes its
/// directory.
public actor ScratchCluster {
    /// The one that ``withScratchDatabase(template:_:)`` uses.
    public static let shared = ScratchCluster()

    private var cluster: PrivateCluster?
    private var starting: Task<String, any Error>?
    private var lastNumber = 0

    /// The connection string of the server's maintenance database. Starts the server on first use.
    public func connectionString() async throws -> String {
        if let starting { return try await starting.value }
        if let url = ProcessInfo.processInfo.environment["SHOESTRING_TEST_DATABASE_URL"], !url.isEmpty { return url }
        let directory = try ScratchDirectory.make()
        let cluster = PrivateCluster(Self.configuration(directory: directory))
        self.cluster = cluster
        // One start, whoever waits for it and however many do.
        let task = Task { try await cluster.start() }
        starting = task
        return try await task.value
    }

    /// A name that no other test and no other process uses on the same server.
    func freshName() -> String {
        lastNumber += 1
        return "scratch_\(getpid())_\(lastNumber)"
    }

    /// A cluster for tests: what it loses when the machine crashes is of no use to anybody.
    public static func configuration(directory: String) -> PrivateClusterConfiguration {
        var configuration = PrivateClusterConfiguration(directory: directory)
        configuration.settings = [
            "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB",
            "max_connections": "200",
        ]
        return configuration
    }
}
