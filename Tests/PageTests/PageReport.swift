import Foundation
import Vocabulary

/// What a reader waits for, round by round; each in a browser context without a cache.
struct PageReport {
    let rounds = 7
    private var values: [(name: String, unit: String, limit: Double?, numbers: [Double])] = [
        ("navigation to the first rows on screen", "ms", 1000, []),
        ("navigation to all 10,000 runs", "ms", nil, []),
        ("navigation to the figure", "ms", nil, []),
        ("sort by another column, script and layout", "ms", 100, []),
        ("filter by words, script and layout", "ms", 100, []),
        ("bytes on the wire before older runs and figure", "kB", 150, []),
        ("bytes on the wire in all", "kB", nil, []),
    ]

    /// Watches for the frame in which the first rows were painted, before any of the page's scripts runs.
    private static let watch = """
        new PerformanceObserver(() => {}).observe({ type: 'paint', buffered: true });
        const look = () => {
          const rows = document.querySelectorAll('.runs tbody tr[data-run]').length;
          if (rows > 0 && !window.firstRowsAt) requestAnimationFrame(() => setTimeout(() => { window.firstRowsAt = performance.now(); }));
          if (document.getElementById('count')?.textContent === '10,000 runs' && !window.allAt) window.allAt = performance.now();
          if (document.querySelector('#figure canvas, #figure svg') && !window.figureAt) window.figureAt = performance.now();
          if (!window.figureAt) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """

    /// The time that one action takes until layout is done; the reader's next frame shows it.
    private static func timed(_ action: String) -> String {
        """
        new Promise((resolve) => requestAnimationFrame(() => {
          const began = performance.now();
          \(action);
          document.body.getBoundingClientRect();
          document.querySelector('.table-scroll').getBoundingClientRect();
          resolve(performance.now() - began);
        }))
        """
    }

    mutating func round(_ page: BrowserPage, _ base: String) async throws {
        try await page.runAtStart(Self.watch)
        try await page.open(base + "/")
        try await page.wait(for: "window.figureAt", patience: 60)
        for (index, name) in ["firstRowsAt", "allAt", "figureAt"].enumerated() {
            values[index].numbers.append(try await page.evaluate("window.\(name)").double ?? .nan)
        }
        let transfers = page.log.transfers
        let before = transfers.prefix {
            !$0.address.contains("limit=1000&fields") && !$0.address.contains("/figures/")
                && !$0.address.contains("/vendor/")
        }
        values[5].numbers.append(Double(before.map(\.byteCount).reduce(0, +)) / 1000)
        values[6].numbers.append(Double(transfers.map(\.byteCount).reduce(0, +)) / 1000)
        for column in ["latency", "model", "rate"] {
            values[3].numbers.append(
                try await page.evaluate(Self.timed("document.querySelector('[data-sort=\(column)]').click()")).double
                    ?? .nan)
        }
        for words in ["resnet", "resnet int8", ""] {
            let type = """
                const field = document.querySelector('[name=q]');
                field.value = '\(words)';
                field.dispatchEvent(new Event('input', { bubbles: true }))
                """
            values[4].numbers.append(try await page.evaluate(Self.timed(type)).double ?? .nan)
        }
    }

    /// Prints machine, input, medians and spread.
    func write() {
        let cpu =
            FileManager.default.contents(atPath: "/proc/cpuinfo").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let name = cpu.firstMatch(of: /model name\s*: (.+)/).map { String($0.1) } ?? "unknown processor"
        let load =
            FileManager.default.contents(atPath: "/proc/loadavg").map { String(decoding: $0, as: UTF8.self) } ?? ""
        print(
            "machine: \(name), \(ProcessInfo.processInfo.activeProcessorCount) logical processors, load \(load.prefix(4))"
        )
        print(
            "input:   \(ManyRuns.count) runs in \(ManyRuns.experiments) experiments, \(rounds) rounds without a cache; browser and coordinator share the machine"
        )
        for value in values {
            let sorted = value.numbers.sorted()
            guard let least = sorted.first, let most = sorted.last else { continue }
            let limit = value.limit.map { " (at most \(Int($0)))" } ?? ""
            print(
                "\(value.name): \(Self.fixed(sorted[sorted.count / 2])) \(value.unit)\(limit), from \(Self.fixed(least)) to \(Self.fixed(most)), n = \(sorted.count)"
            )
        }
    }

    private static func fixed(_ number: Double) -> String { String(format: "%.1f", number) }
}
