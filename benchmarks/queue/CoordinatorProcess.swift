import Foundation

/// A real coordinator as a process of its own, on a free port.
struct CoordinatorProcess {
    let url: String
    private let process: Process

    static func start(database: String, commitsAlone: Bool) async throws -> CoordinatorProcess {
        let process = Process()
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process.executableURL = folder.appending(path: "shoestringd")
        process.arguments = ["serve", "--port", "0"] + (commitsAlone ? ["--commit-alone"] : [])
        process.environment = ProcessInfo.processInfo.environment.merging(["DATABASE_URL": database]) { $1 }
        let said = Pipe()
        process.standardError = said
        try process.run()
        var text = ""
        while true {
            let data = said.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchmarkFailure("shoestringd did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            guard let match = text.firstMatch(of: /listening on (http:\/\/[^\/]+)\//) else { continue }
            return CoordinatorProcess(url: String(match.1), process: process)
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
