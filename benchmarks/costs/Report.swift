import Foundation

/// What the benchmark prints.
enum Report {
    static func head() {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let load =
            (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "unknown"
        print("machine: \(processor()), \(cores) logical processors, load \(load); commit \(commit())")
        print(
            "input:   \(Synthetic.candidates) candidates (500 quotes x 20 configurations), 20 simulated, 100 answered")
    }

    static func compared(_ times: [Duration]) {
        print("costs/compare, \(times.count) times: \(spread(times)); the first \(milliseconds(times[0])) ms")
    }

    static func submitted(with: [Duration], without: [Duration]) {
        print("submit without a history, \(without.count) times: \(spread(without))")
        print("submit with an estimate by 20,000 attempts and a budget: \(spread(with))")
        let added = quantile(with, 0.5) - quantile(without, 0.5)
        print("estimating and admission add at the median: \(milliseconds(added)) ms")
    }

    private static func spread(_ times: [Duration]) -> String {
        "p10 \(milliseconds(quantile(times, 0.1))) ms, p50 \(milliseconds(quantile(times, 0.5))) ms, "
            + "p90 \(milliseconds(quantile(times, 0.9))) ms"
    }

    private static func quantile(_ times: [Duration], _ share: Double) -> Duration {
        let sorted = times.sorted()
        return sorted[min(sorted.count, max(1, Int((share * Double(sorted.count)).rounded(.up)))) - 1]
    }

    private static func milliseconds(_ time: Duration) -> String {
        (time / .milliseconds(1)).formatted(.number.precision(.fractionLength(2)).grouping(.never))
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
