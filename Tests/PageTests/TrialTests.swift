import Testing
import Vocabulary

/// The three questions that docs/page.md answers "in a minute", with the clicks that it counts.
@Suite(
    "in a minute", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct TrialTests {
    private static func words(_ selector: String, _ page: BrowserPage) async throws -> String {
        try await page.evaluate("document.querySelector(\(BrowserPage.quoted(selector))).innerText").text ?? ""
    }

    private static let medians = """
        [...document.querySelectorAll('.runs .c-latency .value')].map((e) => Number(e.textContent.replaceAll(',', '')))
        """

    @Test("one click: what is fast enough for 5 ms, and which of it is the fastest", arguments: [390, 1440])
    func fastest(width: Int) async throws {
        try await FixtureServer.show("done", width: width, height: 844) { page, server in
            try await page.open(server.base + "/")
            let all = try await page.evaluate(Self.medians).items.compactMap(\.double)
            #expect(all.contains { $0 > 5 })
            try await page.picture("trial-1-before-\(width)")
            try await page.evaluate("window.isLeft = true")
            try await page.click(".lead .jump a[href*='latency=5']")
            try await page.wait(for: "!window.isLeft && document.documentElement.dataset.ready")
            #expect(try await page.evaluate("document.querySelector('[name=latency]').value") == "5")
            let shown = try await page.evaluate(Self.medians).items.compactMap(\.double)
            #expect(shown.sorted() == all.filter { $0 <= 5 }.sorted())
            #expect(!shown.isEmpty)
            let best = try await Self.words("#best dd .figure", page)
            #expect(Double(best.replacing(" ms", with: "")) == shown.min(), "\(best)")
            try await page.picture("trial-1-after-\(width)")
            #expect(page.log.complaints == [])
        }
    }

    @Test("a limit is typed, stands in the address and in the link to the comparison; what is no limit filters nothing")
    func limit() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let all = try await page.evaluate(Self.medians).items.compactMap(\.double)
            try await page.click("[name=latency]")
            try await page.type("12,5")
            try await page.wait(for: "location.search === '?latency=12%2C5'")
            let shown = try await page.evaluate(Self.medians).items.compactMap(\.double)
            #expect(shown.sorted() == all.filter { $0 <= 12.5 }.sorted() && shown.count < all.count)
            let link = try await page.evaluate("document.getElementById('compare-shown').search").text
            #expect(link == "?f.latency=..12.5")
            try await page.type("x")
            try await page.wait(for: "document.querySelector('[name=latency]').ariaInvalid === 'true'")
            #expect(try await page.evaluate(Self.medians).items.count == all.count)
            // Which texts are limits: a comma that could part thousands is not guessed at.
            let limits = try await page.evaluate(
                """
                import('/js/view-state.js').then(({ longest }) =>
                  ['', ' 5 ', '12,5', '0,125', '1500', '1,500', '12,345,678', '-1', '0', 'five'].map((text) => String(longest(text))))
                """)
            #expect(limits == ["undefined", "5", "12.5", "0.125", "1500", "NaN", "NaN", "NaN", "NaN", "NaN"])
        }
    }

    @Test("one click: what a million images cost on an own machine and on the cheapest spot machine")
    func costs() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.evaluate("window.isLeft = true")
            try await page.click(".lead .jump a[href^='/costs.html']")
            try await page.wait(for: "!window.isLeft && document.documentElement.dataset.ready")
            let tiles = try await page.evaluate(
                "[...document.querySelectorAll('#answers .headline > div')].map((e) => e.innerText)"
            )
            .items.compactMap(\.text)
            #expect(tiles.count == 3)
            for (tile, title) in zip(tiles, ["Cheapest on your own", "Cheapest spot machine", "Cheapest on demand"]) {
                #expect(tile.contains(title) && tile.contains("USD"), "\(tile)")
            }
            try await page.picture("trial-2-after")
            #expect(page.log.complaints == [])
        }
    }

    @Test("two clicks: why a job waits")
    func waiting() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/")
            try await page.evaluate("window.isLeft = true")
            try await page.click(".lead .jump a[href^='/queue.html']")
            try await page.wait(for: "!window.isLeft && document.documentElement.dataset.ready")
            try await page.click("#job-table summary")
            try await page.wait(
                for: "document.querySelector('#job-table .explanation').innerText.includes('next in line')")
            try await page.picture("trial-3-after")
            #expect(page.log.complaints == [])
        }
    }
}
