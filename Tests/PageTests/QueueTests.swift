import Testing
import Vocabulary

@Suite(
    "the queue and a sweep", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct QueueTests {
    private static let rows = "[...document.querySelectorAll('#job-table tr[data-job]')]"

    private static func texts(_ selector: String, _ page: BrowserPage) async throws -> [String] {
        try await page.evaluate(
            "[...document.querySelectorAll(\(BrowserPage.quoted(selector)))].map((e) => e.innerText)"
        ).items
            .compactMap(\.text)
    }

    @Test("what runs comes first, then what waits in its order; each says how it stands and why")
    func lists() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/queue.html")
            // 30 jobs: 16 have ended, the 17th runs, 13 wait.
            #expect(
                try await page.evaluate("document.getElementById('count').textContent") == "1 running, 13 waiting")
            #expect(
                try await page.evaluate("\(Self.rows).map((row) => Number(row.dataset.job)).join()")
                    == .string((17...30).map(String.init).joined(separator: ",")))
            #expect(try await Self.texts("tr[data-job='17'] .job-state", page) == ["▶ runs"])
            #expect(try await page.evaluate("document.querySelector('tr[data-job=\"17\"] progress').value") == 0.42)
            try await page.click("tr[data-job='20'] summary")
            try await page.wait(
                for: "document.querySelector('tr[data-job=\"20\"] .explanation').innerText.includes('next in line')")
            // The next look at the queue leaves the open explanation open.
            try await server.turn("advance")
            try await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            try await page.wait(for: "!document.querySelector('tr[data-job=\"17\"]')")
            #expect(try await page.evaluate("document.querySelector('tr[data-job=\"20\"] details').open") == true)
            #expect(page.log.complaints == [])
        }
    }

    @Test("a job is paused, goes on and is cancelled by the keyboard alone; cancelling asks twice")
    func actions() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/queue.html")
            let held = "document.activeElement.dataset.verb + document.activeElement.closest('tr').dataset.job"
            try await page.evaluate("document.querySelector('tr[data-job=\"25\"] [data-verb=pause]').focus()")
            try await page.press("Enter")
            try await page.wait(for: "document.querySelector('tr[data-job=\"25\"] .state-paused')")
            #expect(
                try await page.evaluate("document.getElementById('count').textContent")
                    == "1 running, 12 waiting, 1 paused")
            // The row moved to the end of the list, and the focus with it.
            #expect(try await page.evaluate("\(Self.rows).at(-1).dataset.job") == "25")
            try await page.wait(for: "\(held) === 'resume25'")
            try await page.press("Enter")
            try await page.wait(for: "document.querySelector('tr[data-job=\"25\"] .state-ready')")
            try await page.evaluate("document.querySelector('tr[data-job=\"25\"] [data-verb=cancel]').focus()")
            try await page.press("Enter")
            #expect(try await page.evaluate("document.activeElement.innerText") == "Cancel for good?")
            #expect(try await page.evaluate("!!document.querySelector('tr[data-job=\"25\"]')") == true)
            try await page.press("Enter")
            try await page.wait(for: "!document.querySelector('tr[data-job=\"25\"]')")
            #expect(page.log.complaints == [])
        }
    }

    @Test(
        "what ended is shown when asked for, with its reason, and a failed job gets another try; the address keeps it")
    func ended() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/queue.html")
            #expect(
                try await Self.texts("#job-table .notice", page) == [
                    "No such job. A first one: shoestring submit resnet18"
                ])
            try await page.open(server.base + "/queue.html?show=ended")
            #expect(try await page.evaluate("document.querySelector('[name=ended]').checked") == true)
            #expect(try await page.evaluate("\(Self.rows).length") == 30)
            // alexnet in bf16 at batch 8 is the fourth job of the grid.
            #expect(
                try await page.evaluate(
                    "document.querySelector('tr[data-job=\"4\"] .why').innerText.includes('no bf16 instructions')")
                    == true)
            try await page.click("tr[data-job='4'] [data-verb=retry]")
            try await page.wait(for: "!document.querySelector('tr[data-job=\"4\"]')")
            try await page.click("[name=waiting]")
            try await page.wait(for: "document.querySelector('tr[data-job=\"4\"] .state-ready')")
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('show')") == "waiting,ended")
        }
    }

    @Test("the queue, a worker and a sweep are paused and go on")
    func pauses() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/queue.html")
            try await page.click("#queue-state [data-verb=pause]")
            try await page.wait(for: "document.querySelector('#queue-state .notice')")
            #expect(try await Self.texts("#queue-state .notice", page).first?.contains("no job is handed out") == true)
            try await page.click("#queue-state [data-verb=resume]")
            try await page.wait(for: "!document.querySelector('#queue-state .notice')")
            try await page.click("[data-worker='1'] [data-verb=pause]")
            try await page.wait(for: "document.querySelector('[data-worker=\"1\"] [data-verb=resume]')")
            #expect(try await Self.texts("[data-worker='1'] h3 + p", page) == ["● live, paused: it gets no more jobs"])
            try await page.click("[data-sweep='1'] [data-verb=pause]")
            try await page.wait(
                for: "document.getElementById('count').textContent === '1 running, 0 waiting, 13 paused'")
            try await page.click("[data-sweep='1'] [data-verb=resume]")
            try await page.wait(for: "document.getElementById('count').textContent === '1 running, 13 waiting'")
            #expect(page.log.complaints == [])
        }
    }

    @Test("a refusal stands beside the button, and the row stays")
    func refusal() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/queue.html")
            try await server.turn("break")
            try await page.click("tr[data-job='25'] [data-verb=pause]")
            try await page.wait(for: "document.querySelector('tr[data-job=\"25\"] .wrong')")
            #expect(
                try await Self.texts("tr[data-job='25'] .wrong", page) == [
                    "Not done: the database does not answer"
                ])
            #expect(try await page.evaluate("document.querySelector('tr[data-job=\"25\"] .actions').ariaBusy") == .null)
        }
    }

    @Test("a search lists its samples, the best first, with what was decided at each rung and why a run stopped")
    func search() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/sweep.html?id=1")
            try await page.wait(for: "document.querySelector('.samples')")
            let cells =
                "[...document.querySelectorAll('.samples tbody tr')].map((row) => [...row.cells].map((c) => c.innerText.trim()))"
            let rows = try await page.evaluate(cells).items.map { $0.items.compactMap(\.text) }
            #expect(rows.map { $0[0] } == ["1", "2", "3", "–"])
            #expect(
                rows[0] == [
                    "1", "1", "0.100", "0.8400 1 of 1, went on", "0.9000 1 of 1, went on", "0.9100",
                    "trained to the end",
                ])
            #expect(rows[2][3] == "0.5500 3 of 3, stopped")
            #expect(rows[2][6] == "stopped early by search: rank 3 of 3 at epoch 1, cut 0.8400, reached 0.5500")
            try await page.picture("sweep-1440-light", whole: true)
            #expect(page.log.complaints == [])
            try await page.open(server.base + "/sweep.html?id=%3Cscript%3E")
            #expect(try await Self.texts("#head .notice", page).first?.contains("There is no sweep <script>.") == true)
        }
    }

    @Test("hostile names stay text, and nothing is wider than the page", arguments: CraftTests.looks)
    func fits(look: CraftTests.Look) async throws {
        try await FixtureServer.show("hostile", width: look.width, scheme: look.scheme) { page, server in
            for path in ["/queue.html?show=running,waiting,paused,ended", "/sweep.html?id=1"] {
                try await page.open(server.base + path)
                #expect(try await page.evaluate("document.querySelectorAll('main script, main img').length") == 0)
                #expect(
                    try await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)")
                        == .integer(Int64(look.width)))
            }
            #expect(page.log.complaints == [])
        }
        try await FixtureServer.show("live", width: look.width, scheme: look.scheme) { page, server in
            try await page.open(server.base + "/queue.html?show=running,waiting,paused,ended")
            try await page.picture("queue-\(look.width)-\(look.scheme)", whole: true)
        }
    }
}
