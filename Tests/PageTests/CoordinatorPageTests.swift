import Client
import Foundation
import Testing
import Vocabulary
import Wire

/// The page as a real coordinator serves it, with runs that a real worker measured a moment ago.
@Suite(
    "the page of a coordinator", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CoordinatorPageTests {
    /// Networks small enough that measuring them takes seconds; one run ends badly.
    private static func measure(_ coordinator: PageCoordinator) async throws {
        try coordinator.startWorker()
        let grid: JSONValue = [
            "model": ["squeezenet1_1", "shufflenet_v2_x1_0"], "batch": [1, 2], "measure_seconds": 1,
            "precision": "fp32",
        ]
        let measured = try await coordinator.client.submit(try SubmitSweepBody(json: ["grid": grid, "name": "small"]))
        let failing = try await coordinator.client.submit(
            try SubmitSweepBody(json: ["grid": ["kind": "selftest", "outcome": "fail"], "name": "failing"]))
        for sweep in [measured.id, failing.id] { try await coordinator.end(of: sweep) }
    }

    private static let rows =
        "[...document.querySelectorAll('.runs tbody tr[data-run]')].map((row) => row.querySelector('th').innerText)"

    @Test(
        "it shows what was measured, keeps up with what ends, sorts, filters, a link shows the same, every view is at peace, and hands work",
        .timeLimit(.minutes(8)))
    func wholeWay() async throws {
        try await PageCoordinator.with(prepare: Self.measure) { coordinator in
            let base = coordinator.base
            try await BrowserPage.with { page in
                try await page.open(base + "/")
                #expect(try await page.evaluate(Self.rows).items.count == 5)
                #expect(try await page.evaluate("document.querySelectorAll('.runs tr.failed td.instead').length") == 1)
                if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#figure svg')") }
                try await page.picture("coordinator-overview", whole: true)

                // A job that ends while the page is open: its row turns from waiting to finished by itself.
                let job = try await coordinator.client.submit(
                    try SubmitJobBody(json: ["configuration": ["kind": "selftest", "seconds": 1], "name": "late"]))
                let row = "document.querySelector('.runs tr[data-run=\"\(job.run)\"]')"
                try await page.wait(for: "\(row).classList.contains('finished')", patience: 60)
                #expect(try await page.evaluate("document.getElementById('count').textContent") == "6 runs")

                try await page.click("[data-sort=latency]")
                let sorted = try await page.evaluate(Self.rows).items.compactMap(\.text)
                let medians = try await page.evaluate(
                    "[...document.querySelectorAll('.runs .c-latency .value')].map((e) => Number(e.textContent.replaceAll(',', '')))"
                ).items.compactMap(\.double)
                #expect(medians.count == 4 && medians == medians.sorted())
                #expect(sorted.count == 6)

                try await page.click("[name=q]")
                try await page.type("squeezenet")
                #expect(try await page.evaluate("document.getElementById('count').textContent") == "2 of 6 runs match")
                let seen = try await page.evaluate(Self.rows).items.compactMap(\.text)
                let address = try await page.evaluate("location.href").text ?? ""
                try await BrowserPage.with { other in
                    try await other.open(address)
                    #expect(try await other.evaluate(Self.rows).items.compactMap(\.text) == seen)
                    #expect(try await other.evaluate("document.querySelector('th.c-latency').ariaSort") == "ascending")
                }
                CoordinatorViews.checkPeace(page, base)
            }
            let sweeps = try await coordinator.client.sweeps().items
            let measured = try #require(sweeps.first { $0.name == "small" }).id
            let runs = try await CoordinatorRuns.make(on: coordinator.client)
            for (width, scheme) in [(390, "dark"), (1440, "light"), (1440, "dark")] {
                try await BrowserPage.with(width: width, scheme: scheme) { page in
                    try await CoordinatorViews(
                        coordinator: coordinator, runs: runs, measured: measured, page: page, width: width,
                        scheme: scheme
                    ).look()
                }
            }
            try await BrowserPage.with { page in
                try await CoordinatorControls(coordinator: coordinator, runs: runs, page: page).use()
            }
        }
    }
}
