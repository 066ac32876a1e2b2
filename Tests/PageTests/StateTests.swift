import Testing
import Vocabulary

@Suite(
    "empty, broken and hostile", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct StateTests {
    @Test("without any run the page says what to type first")
    func empty() async throws {
        try await FixtureServer.show("empty") { page, server in
            try await page.open(server.base + "/")
            #expect(try await page.evaluate("document.getElementById('content').hidden") == true)
            let guide = try await page.evaluate("document.getElementById('guide').innerText").text ?? ""
            for part in [
                "Nothing has been measured yet", "shoestring worker --url \(server.base)",
                "shoestring submit resnet18",
            ] {
                #expect(guide.contains(part), "\(part)")
            }
            try await page.picture("empty-1440-light")
            try await server.turn("reset/done")
            // As if the tab were looked at again: the page asks at once.
            try await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            try await page.wait(
                for: "!document.getElementById('content').hidden && document.getElementById('guide').hidden")
            #expect(page.log.complaints == [])
        }
    }

    @Test("an unreachable coordinator is said, what was loaded stays with its age, and all is well again afterwards")
    func unreachable() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/")
            try await server.turn("break")
            try await page.wait(for: "!document.getElementById('connection').hidden")
            let words = try await page.evaluate("document.getElementById('connection').innerText").text ?? ""
            #expect(
                words.contains("cannot answer: the database does not answer") && words.contains("What you see is from"))
            #expect(try await page.evaluate("document.querySelectorAll('.runs tr[data-run]').length") == 30)
            try await page.picture("unreachable-1440-light")
            try await server.turn("mend")
            try await page.click("#connection button")
            try await page.wait(for: "document.getElementById('connection').hidden")
            #expect(page.log.complaints == [])
        }
    }

    @Test("a coordinator that never answered is said as well")
    func neverReached() async throws {
        try await FixtureServer.show("refused") { page, server in
            try await page.open(server.base + "/")
            let words = try await page.evaluate("document.getElementById('connection').innerText").text ?? ""
            #expect(words.contains("cannot answer: a defect of the coordinator"))
            #expect(words.contains("Nothing has been loaded yet"))
        }
    }

    @Test("a coordinator that asks for a token gets it from the reader, and it stays in the tab")
    func token() async throws {
        try await FixtureServer.show("token") { page, server in
            try await page.open(server.base + "/")
            try await page.wait(for: "document.querySelector('dialog').open && document.activeElement.id === 'token'")
            try await page.type("wrong")
            try await page.press("Enter")
            try await page.wait(for: "document.querySelector('dialog .wrong').textContent.includes('not accepted')")
            try await page.wait(for: "document.activeElement.id === 'token'")
            try await page.type("fixture-token")
            try await page.press("Enter")
            try await page.wait(for: "document.querySelectorAll('.runs tr[data-run]').length === 30")
            #expect(try await page.evaluate("document.querySelector('dialog')") == .null)
            #expect(
                try await page.evaluate("[sessionStorage.getItem('token'), localStorage.getItem('token')]") == [
                    "fixture-token", .null,
                ])
        }
    }

    @Test("markup, right-to-left text, long tags and numbers that are none are shown as text")
    func hostile() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/")
            #expect(
                try await page.evaluate(
                    "document.querySelectorAll('main script, main img, main b > script, main i, main u').length") == 0)
            #expect(
                try await page.evaluate(
                    "document.querySelector('.runs').textContent.includes('<script>alert(1)</script>')") == true)
            #expect(
                try await page.evaluate(
                    "[...document.querySelectorAll('.runs tbody th')].some((th) => th.textContent.includes('[U+202E]evil gnp.exe'))"
                )
                    == true, "an override is named, not obeyed")
            let ids = try await page.evaluate(
                "[...document.querySelectorAll('.runs tr[data-run]')].map((row) => row.dataset.run)"
            ).items
            #expect(ids.count == 34)
            for number in 1...4 {
                let id = String(repeating: "0", count: 31) + String(number)
                try await page.open(server.base + "/run.html?id=\(id)")
                #expect(
                    try await page.evaluate("document.querySelectorAll('main script, main img, main i, main u').length")
                        == 0)
                #expect(try await page.evaluate("document.documentElement.scrollWidth") == 1440)
                if number == 1 {
                    #expect(
                        try await page.evaluate("document.querySelector('.headline').innerText.includes('NaN')") == true
                    )
                    #expect(
                        try await page.evaluate("document.querySelector('.headline').innerText.includes('∞')") == true)
                    try await page.picture("hostile-run-1440-light", whole: true)
                }
            }
            #expect(try await page.evaluate("document.title.includes('owned')") == false)
            #expect(page.log.complaints == [])
        }
    }

    @Test("the export quotes what a spreadsheet would take for a formula, and leaves unknown values empty")
    func export() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/")
            let text =
                try await page.evaluate(
                    """
                    Promise.all([import('/js/csv.js'), import('/js/row.js'), fetch('/api/v1/runs?limit=1000').then((r) => r.json())])
                      .then(([{ csv }, { rowOf }, { items }]) => csv(items.map((run) => rowOf(run, new Map()))))
                    """
                ).text ?? ""
            #expect(
                text.hasPrefix(
                    "run,name,model,batch,precision_requested,precision_executed,mode,threads,latency_median_ms,"))
            #expect(text.contains(",'=HYPERLINK(1),"))
            #expect(text.contains("\"a\nb\tc\""))
            #expect(!text.contains("undefined"))
        }
    }
}
