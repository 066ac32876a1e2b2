import Foundation
import Testing

/// Set-up says what to do when it cannot go on. The scripts run in a folder of their own, so that nothing here is touched.
@Suite struct SetUpTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "set-up-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Repository.root.appending(path: "scripts"), to: folder.appending(path: "scripts"))
    }

    private func setUp(path: String, adding: [String: String] = [:]) throws -> ProgramResult {
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["PATH": path, "HOME": folder.path()].merging(adding) { $1 }
        return try run(["bash", "scripts/setup", "run"], in: folder, environment: environment)
    }

    private func program(_ name: String, _ lines: String) throws {
        let url = folder.appending(path: "bin/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try "#!/bin/sh\n\(lines)\n".write(to: url, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path())
    }

    @Test("without Swift it stops and says where Swift comes from")
    func noSwift() throws {
        let result = try setUp(path: "/usr/bin:/bin")
        #expect(result.status == 1)
        #expect(result.output.contains("there is no `swift` on the PATH"))
        #expect(result.output.contains("swift.org/install"))
    }

    @Test("with an older Swift it stops and says which one it found")
    func oldSwift() throws {
        try program("swift", "echo 'Swift version 6.1.2 (swift-6.1.2-RELEASE)'")
        let result = try setUp(path: "\(folder.path())/bin:/usr/bin:/bin")
        #expect(result.status == 1)
        #expect(result.output.contains("is Swift 6.1."))
    }

    @Test("with a package missing and no way to become root it stops and says what to ask an administrator for")
    func noRoot() throws {
        try program("swift", "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'")
        // As on a machine without libpq-dev and without sudo, whoever runs the test.
        try program("pkg-config", #"[ "$*" != "--exists libpq" ]"#)
        try program("id", "echo 1000")
        try program("sudo", "exit 1")
        let result = try setUp(path: "\(folder.path())/bin:/usr/bin:/bin")
        #expect(result.status == 1)
        #expect(result.output.contains("apt-get install --no-install-recommends libpq-dev"))
    }

    @Test("without a network it stops and says how to go on without one")
    func noNetwork() throws {
        try program("swift", "echo 'Swift version 6.10 (swift-6.10-RELEASE)'")
        // Port 9 of loopback: nobody listens, so that pip fails at once.
        let closed = ["PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": "/dev/null"]
        let result = try setUp(path: "\(folder.path())/bin:/usr/bin:/bin", adding: closed)
        #expect(result.status == 1)
        #expect(
            result.output.contains("the wheels could not be fetched: openvino==2026.4.1 vl-convert-python==1.9.0.post1")
        )
        #expect(result.output.contains("PIP_FIND_LINKS"))
    }

    @Test("every target of the Makefile has its script, and `make help` names it")
    func targets() throws {
        let help = try run(["make", "help"]).output
        for target in ["run", "stop", "setup", "build", "test", "lint", "bench", "db", "verify-zoo"] {
            let path = Repository.root.appending(path: "scripts/\(target)").path()
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(target)")
            #expect(help.contains("make \(target) "), "\(target)")
        }
    }
}
