import Foundation
import Testing

@testable import PrivatePostgres

@Suite("Where a cluster goes")
struct LayoutTests {
    @Test("the socket is beside the data while its path is short and plain, else in the runtime directory or /tmp")
    func socketDirectory() {
        #expect(ClusterLayout.socketDirectory(home: "/srv/x", user: 7, runtimeDirectory: nil) == "/srv/x/socket")
        // "/socket/.s.PGSQL.5432" has 21 bytes: a home of 78 bytes makes 99, one of 79 makes 100.
        let fits = "/" + String(repeating: "a", count: 77)
        #expect(ClusterLayout.socketDirectory(home: fits, user: 7, runtimeDirectory: nil) == fits + "/socket")
        let long = fits + "a"
        let name = "shoestring-7-" + Files.digest(long)
        #expect(ClusterLayout.socketDirectory(home: long, user: 7, runtimeDirectory: nil) == "/tmp/" + name)
        #expect(ClusterLayout.socketDirectory(home: long, user: 7, runtimeDirectory: "/tmp") == "/tmp/" + name)
        #expect(ClusterLayout.socketDirectory(home: long, user: 7, runtimeDirectory: "/gone") == "/tmp/" + name)
        #expect(ClusterLayout.socketDirectory(home: "/a,b", user: 7, runtimeDirectory: nil).hasPrefix("/tmp/"))
    }

    @Test(
        "mode bits decide who may pass a directory: owner, then group, then others",
        arguments: [
            (0o700, 5, 5, true), (0o600, 5, 5, false), (0o700, 0, 0, false), (0o750, 0, 6, true), (0o707, 0, 6, false),
            (0o711, 0, 0, true), (0o770, 0, 0, false),
        ] as [(mode_t, uid_t, gid_t, Bool)])
    func traversal(mode: mode_t, owner: uid_t, group: gid_t, expected: Bool) {
        let account = Account(name: "somebody", uid: 5, gid: 6)
        #expect(account.mayTraverse(mode: mode, owner: owner, group: group) == expected)
    }

    @Test(
        "the server's version is the first number of what it says",
        arguments: [
            ("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", 15), ("postgres (PostgreSQL) 18beta1", 18),
            ("16", 16), ("postgres", nil),
        ] as [(String, Int?)])
    func version(text: String, expected: Int?) {
        #expect(Installation.majorVersion(in: text) == expected)
    }

    @Test("SHOESTRING_PG_BIN is the only place that is looked at")
    func chosenBinaries() {
        #expect(throws: PrivateClusterError.binariesNotFound(searched: ["/nowhere"])) {
            try Installation.all(environment: ["SHOESTRING_PG_BIN": "/nowhere"])
        }
        #expect(throws: PrivateClusterError.binariesNotFound(searched: ["/nowhere/*/bin", "PATH"])) {
            try Installation.all(environment: ["PATH": "/nowhere"], libraryRoot: "/nowhere")
        }
    }

    @Test("quotes in settings are doubled; the socket directory cannot be overridden")
    func configurationText() {
        var configuration = PrivateClusterConfiguration(directory: "/x")
        configuration.settings = ["cluster_name": "it's", "unix_socket_directories": "/elsewhere"]
        let text = configuration.postgresqlConf(socketDirectory: "/x/socket")
        #expect(text.contains("cluster_name = 'it''s'\n"))
        #expect(text.contains("unix_socket_directories = '/x/socket'\n"))
        #expect(!text.contains("/elsewhere"))
    }

    @Test("a path's digest is FNV-1a")
    func digest() {
        // The reference vectors for "" and "a": draft-eastlake-fnv, 64 bits.
        #expect(Files.digest("") == "cbf29ce484222325")
        #expect(Files.digest("a") == "af63dc4c8601ec8c")
    }

    @Test("a process file names the server and says when it is ready")
    func processFile() {
        let lines = ["4711", "/x/data", "1700000000", "5432", "/x/socket", "", "  1 2", "ready   ", ""]
        let text = lines.joined(separator: "\n")
        #expect(OldServer(processFile: text)?.processID == 4711)
        #expect(OldServer.isReady(text, processID: 4711))
        #expect(!OldServer.isReady(text, processID: 4712))
        #expect(!OldServer.isReady(lines.prefix(7).joined(separator: "\n"), processID: 4711))
        #expect(OldServer(processFile: "") == nil)
        #expect(OldServer(processFile: "1\n") == nil)
    }
}
