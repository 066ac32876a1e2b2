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

    private static func checkPeace(_ page: BrowserPage, _ base: String) {
        // Vega warns when a layer of labels is empty, as with one network left.
        #expect(page.log.complaints.filter { !$0.contains("WARN Infinite extent") } == [])
        let foreign = page.log.requests.filter { address in
            ![base + "/", "data:", "blob:", "about:"].contains { address.hasPrefix($0) }
        }
        #expect(foreign == [])
    }

    @Test(
        "it shows what was measured, keeps up with what ends, sorts, filters, and a link shows the same",
        .timeLimit(.minutes(6)))
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
                Self.checkPeace(page, base)
            }
            for width in [390, 1440] { try await Self.look(at: coordinator, width) }
        }
    }

    /// A run's page and the costs page by the coordinator's own prices.
    private static func look(at coordinator: PageCoordinator, _ width: Int) async throws {
        let base = coordinator.base
        try await BrowserPage.with(width: width) { page in
            try await page.open(base + "/?status=finished&sort=latency")
            let link = try await page.evaluate("document.querySelector('.runs tr.finished a').getAttribute('href')")
                .text
            try await page.open(base + (link ?? "/"))
            if FixtureServer.hasVega {
                try await page.wait(for: "document.querySelectorAll('.samples svg').length >= 2")
            }
            try await page.picture("coordinator-run-\(width)", whole: true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(width)))

            try await page.open(base + "/costs.html?models=squeezenet1_1&batches=1,2&deadline_hours=48")
            try await page.wait(for: "document.querySelector('.costs tbody tr[data-host]')")
            if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#interval-figure svg')") }
            try await page.wait(
                for: "/within the limits|Nothing fits/.test(document.querySelector('.plan-answer').innerText)")
            try await page.click("[data-field=providers] summary")
            try await page.wait(for: "document.querySelectorAll('[data-field=providers] input').length > 2")
            try await page.press("Escape")
            try await page.picture("coordinator-costs-\(width)", whole: true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth <= innerWidth") == true)
            checkPeace(page, base)
        }
    }
}
