import Testing
import Vocabulary

@Suite(
    "estimated and actual on the page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct ReconciliationPageTests {
    private static func words(_ selector: String, _ page: BrowserPage) async throws -> String {
        try await page.evaluate("document.querySelector('\(selector)').innerText").text ?? ""
    }

    @Test("coverage stands for each kind of evidence and of job, with its interval and what it is widened by")
    func coverage() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            let cells =
                "[...document.querySelectorAll('table.coverage tbody tr')].map((row) => "
                + "[...row.children].map((cell) => cell.textContent))"
            // The fixture's 55 of 64 and 26 of 40 requests, and 4 of 5 attempts.
            #expect(
                try await page.evaluate(cells) == [
                    ["Time of a request", "measured", "64", "86 %", "76 % to 94 %", "1.01", "not widened"],
                    ["Time of a request", "calibrated", "40", "65 %", "55 % to 73 %", "0.970", "×1.25"],
                    ["Time of an attempt", "benchmark", "5", "80 %", "70 % to 88 %", "1.12", "not yet calibrated"],
                ])
            #expect(try await Self.words("table.coverage caption", page).contains("requests-1"))
            #expect(
                try await page.evaluate("document.querySelectorAll('table.coverage thead th[scope=col]').length") == 7)
            #expect(page.log.complaints == [])
        }
    }

    @Test("a price that moved is told with both prices")
    func alerts() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/costs.html")
            let words = try await Self.words(".price-alerts", page)
            for part in [
                "1 price moved", "<script>alert(1)</script>: 0.400 USD/h then, 0.526 now (×1.32), in 3 estimates",
            ] {
                #expect(words.contains(part), "\(part) in \(words)")
            }
            #expect(page.log.complaints == [])
        }
    }

    @Test(
        "the figure has a mark for each attempt, hollow where the interval did not cover it",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
    func figure() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.wait(for: "document.querySelector('#actual-body svg g.attempts_marks path')")
            let marks =
                "[...document.querySelectorAll('#actual-body svg g.attempts_marks path')].map((e) => e.getAttribute('fill-opacity'))"
            let opacities = try await page.evaluate(marks).items
            #expect(opacities.count == 5)
            #expect(opacities.count { $0 == "0" } == 1, "8.0 s were outside 4 to 6.5")
            #expect(try await Self.words("#actual-source", page).contains("5 first attempts"))
        }
    }

    @Test("without an estimate that was held against anything the section says so")
    func empty() async throws {
        try await FixtureServer.show("empty") { page, server in
            try await page.open(server.base + "/costs.html?providers=")
            #expect(try await Self.words("#actual-body", page).contains("Nothing was estimated and then measured yet"))
            #expect(try await page.evaluate("document.querySelector('#actual-body figure').hidden") == true)
        }
    }

    @Test("an assumed interruption rate goes into the question and the address; one out of range is named at its field")
    func interruptions() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html?interruptions_per_hour=0.25")
            try await page.click("tr[data-host*='g4dn.xlarge'] button.evidence")
            let words = try await Self.words("tr.detail:not([hidden])", page)
            #expect(words.contains("an interruption every 4.0 h, as stated in the question"))
            try await page.evaluate(
                """
                (() => {
                  const field = document.querySelector('[name=interruptions]');
                  field.value = '50';
                  field.dispatchEvent(new Event('input', { bubbles: true }));
                })()
                """)
            try await page.wait(for: "document.querySelector('[data-field=interruptions_per_hour] .wrong')")
            #expect(try await page.evaluate("location.search") == "?interruptions_per_hour=50")
        }
    }
}
