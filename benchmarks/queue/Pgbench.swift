import Foundation
import Vocabulary

/// pgbench over the store's own claim.sql and finish.sql: their `:names` are pgbench's variables too.
struct Pgbench {
    let connection: String
    let clients: Int
    let jobs: Int
    let worker: WorkerID

    /// What pgbench says.
    struct Outcome {
        let jobsPerSecond: Double
        let claimMilliseconds: Double
        let finishMilliseconds: Double
    }

    func run() throws -> Outcome {
        let script = FileManager.default.temporaryDirectory.appending(path: "queue-\(getpid()).sql")
        let claim = try statement("claim"), finish = try statement("finish")
        try Data("\(claim) \\gset\n\\set job :id\n\(finish);\n".utf8).write(to: script)
        defer { unlink(script.path) }
        let variables = [
            "worker": worker.description, "classes": "{1}", "count": "1", "lease_s": "30", "keys": "{}", "steps": "{}",
            "timestamps": "{}", "values": "{}", "series_names": "{}", "series_units": "{}", "series_samples": "{}",
            "tags": "{}", "facts": "{}", "absent": "{}", "artifact_names": "{}", "artifact_kinds": "{}",
            "artifact_digests": "{}", "artifact_steps": "{}",
        ]
        // Transactions, not a time: a signal mask inherited through Process may block pgbench's alarm.
        var arguments = ["pgbench", "-n", "-r", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(clients, 2))"]
        arguments += ["-t", "\(jobs / clients)", "-f", script.path]
        arguments += variables.sorted { $0.key < $1.key }.flatMap { ["-D", "\($0.key)=\($0.value)"] }
        return try outcome(of: try output(of: arguments + [connection]))
    }

    private func output(of arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        // As the coordinator's sessions have it.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PGOPTIONS": "-c plan_cache_mode=force_generic_plan"]) { $1 }
        let said = Pipe()
        process.standardOutput = said
        process.standardError = said
        try process.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchmarkFailure("pgbench failed:\n\(text)") }
        return text
    }

    private func outcome(of text: String) throws -> Outcome {
        let latencies = text.matches(of: /\n +([0-9.]+) +(?:[0-9]+ +)?(?:WITH (seen|ended))/).compactMap { match in
            Double(match.1)
        }
        guard let rate = text.firstMatch(of: /tps = ([0-9.]+)/).flatMap({ Double($0.1) }), latencies.count == 2 else {
            throw BenchmarkFailure("pgbench said something else than expected:\n\(text)")
        }
        return Outcome(jobsPerSecond: rate, claimMilliseconds: latencies[0], finishMilliseconds: latencies[1])
    }

    private func statement(_ stem: String) throws -> String {
        // The repository is where the program was built: three folders above the sources of this file.
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Sources/Store/Statements/\(stem).sql")
        return try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: "\n")
    }
}
