import Foundation

/// What the benchmark prints.
enum Report {
    static func head(jobs: Int, agents: Int) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        print("machine: \(processor()), \(cores) logical processors; commit \(commit())")
        print("input:   \(jobs) no-op jobs, \(agents) agents, one claim and one finish a job, synchronous_commit on")
    }

    static func loops(_ outcome: AgentLoops.Outcome, _ how: String) {
        print("over HTTP, \(how): \(Int(outcome.rate)) jobs/s")
        print("  claim  p50 \(quantile(outcome.claims, 0.5)) ms, p99 \(quantile(outcome.claims, 0.99)) ms")
        print("  finish p50 \(quantile(outcome.finishes, 0.5)) ms, p99 \(quantile(outcome.finishes, 0.99)) ms")
    }

    static func pgbench(_ raw: Pgbench.Outcome) {
        print("pgbench -M prepared, the same statements: \(Int(raw.jobsPerSecond)) jobs/s")
        print("  claim mean \(text(raw.claimMilliseconds)) ms, finish mean \(text(raw.finishMilliseconds)) ms")
    }

    /// Medians over the rounds, and their ratios.
    static func ratios(alone: [Double], grouped: [Double], pgbench: [Double]) {
        let (before, after, raw) = (median(alone), median(grouped), median(pgbench))
        print("medians: each write alone \(Int(before)), group commit \(Int(after)), pgbench \(Int(raw)) jobs/s")
        print(
            "group commit / alone: \(text(after / before)); alone / pgbench: \(text(before / raw)); "
                + "group commit / pgbench: \(text(after / raw))")
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    private static func quantile(_ sorted: [Duration], _ share: Double) -> String {
        let index = min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))
        return text(sorted[index] / .milliseconds(1))
    }

    private static func text(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(2)).grouping(.never))
    }

    private static func processor() -> String {
        guard let facts = FileManager.default.contents(atPath: "/proc/cpuinfo"),
            let match = String(decoding: facts, as: UTF8.self).firstMatch(of: /model name\s*: (.+)/)
        else { return "unknown processor" }
        return String(match.1)
    }

    private static func commit() -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "git", "-C", URL(fileURLWithPath: #filePath).deletingLastPathComponent().path, "rev-parse", "--short",
            "HEAD",
        ]
        let said = Pipe()
        process.standardOutput = said
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return "unknown (\(error))"
        }
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.isEmpty ? "unknown" : text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
