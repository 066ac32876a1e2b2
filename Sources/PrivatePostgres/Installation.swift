import Foundation

/// A PostgreSQL server that is installed.
struct Installation: Equatable, Sendable {
    /// The folder with `initdb` and `postgres`.
    let bin: String
    let majorVersion: Int

    /// All installations, newest first. `SHOESTRING_PG_BIN` names the only one to use.
    /// - Throws: ``PrivateClusterError/binariesNotFound(searched:)``.
    static func all(
        environment: [String: String] = ProcessInfo.processInfo.environment, libraryRoot: String = "/usr/lib/postgresql"
    ) throws(PrivateClusterError) -> [Installation] {
        if let chosen = environment["SHOESTRING_PG_BIN"], !chosen.isEmpty {
            guard let installation = Installation(bin: chosen) else { throw .binariesNotFound(searched: [chosen]) }
            return [installation]
        }
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let packaged = directories(in: libraryRoot).map { "\(libraryRoot)/\($0)/bin" }
        var found: [Installation] = []
        for bin in packaged + path {
            guard let installation = Installation(bin: bin) else { continue }
            if !found.contains(where: { $0.majorVersion == installation.majorVersion }) { found.append(installation) }
        }
        guard !found.isEmpty else { throw .binariesNotFound(searched: ["\(libraryRoot)/*/bin", "PATH"]) }
        return found.sorted { $0.majorVersion > $1.majorVersion }
    }

    /// nil where the folder holds no server of a version that can be told.
    init?(bin: String) {
        guard unsafe access(bin + "/initdb", X_OK) == 0, unsafe access(bin + "/postgres", X_OK) == 0 else { return nil }
        // A link in PATH leads to the real folder; the package's catalogue says its version.
        let real = (Files.canonical(bin + "/postgres") as NSString).deletingLastPathComponent
        guard let version = Self.version(bin: real) ?? Self.version(bin: bin) else { return nil }
        self.bin = real
        majorVersion = version
    }

    init(bin: String, majorVersion: Int) {
        self.bin = bin
        self.majorVersion = majorVersion
    }

    private static func version(bin: String) -> Int? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bin + "/postgres")
        process.arguments = ["--version"]
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return majorVersion(in: text)
    }

    /// `postgres (PostgreSQL) 15.20 (Debian …)` is 15, `… 18beta1` is 18.
    static func majorVersion(in text: String) -> Int? {
        text.split(separator: " ").lazy.compactMap { Int($0.prefix { $0.isNumber }) }.first
    }

    private static func directories(in path: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            return []  // Not there: nothing is installed from packages.
        }
    }
}
