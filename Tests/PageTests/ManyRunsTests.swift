import Foundation
import Testing
import Vocabulary

/// The folder of the programs to measure; without it nothing is timed.
private let measured = ProcessInfo.processInfo.environment["SHOESTRING_PAGE_BENCHMARK"]

/// The page with ten thousand runs in a real database. What travels is counted here; what takes time is measured by `benchmarks/page/run`, by the same
/// means, with the coordinator of a release build.
@Suite(
    "the page with ten thousand runs", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct ManyRunsTests {
    @Test("at most 150 kB travel before the figure, and every run is there in the end", .timeLimit(.minutes(6)))
    func transfer() async throws {
        try await PageCoordinator.with(prepare: { try await ManyRuns.write(to: $0.database) }) { coordinator in
            try await BrowserPage.with { page in
                try await page.open(coordinator.base + "/")
                let before = page.log.transfers.prefix {
                    !$0.address.contains("cursor=") && !$0.address.contains("limit=1000&fields")
                        && !$0.address.contains("/figures/") && !$0.address.contains("/vendor/")
                }
                let bytes = before.map(\.byteCount).reduce(0, +)
                #expect(before.count > 20, "HTML, styles, modules and the first answers: \(before.map(\.address))")
                #expect(bytes <= 150_000, "\(bytes) bytes")
                #expect(try await page.evaluate("document.getElementById('count').textContent") == "10,000 runs")
                if FixtureServer.hasVega { try await Self.checkPaper(page) }
                #expect(page.log.complaints == [])
            }
        }
    }

    /// So many points are the pixels of a canvas: light on paper too, and dark again after.
    private static func checkPaper(_ page: BrowserPage) async throws {
        try await page.setScheme("dark")
        let looks =
            "(() => { const c = document.querySelector('#figure canvas'); return c && [getComputedStyle(c).filter, getComputedStyle(c.closest('.plot')).backgroundColor].join(' ') })()"
        let dark = "none rgb(23, 30, 33)"
        try await page.wait(for: "\(looks) === '\(dark)'")
        try await page.setScheme("dark", media: "print")
        try await page.wait(for: "\(looks) === 'invert(1) hue-rotate(180deg) rgb(255, 255, 255)'")
        try await page.picture("paper-many-runs")
        try await page.setScheme("dark")
        try await page.wait(for: "\(looks) === '\(dark)'")
    }

    @Test("benchmark", .enabled(if: measured != nil, "benchmarks/page/run runs it"), .timeLimit(.minutes(9)))
    func benchmark() async throws {
        let programs = URL(filePath: try #require(measured))
        try await PageCoordinator.with(programs: programs, prepare: { try await ManyRuns.write(to: $0.database) }) {
            coordinator in
            var report = PageReport()
            for _ in 0..<report.rounds {
                try await BrowserPage.with { page in try await report.round(page, coordinator.base) }
            }
            report.write()
        }
    }
}
