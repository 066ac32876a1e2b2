import Testing
import Vocabulary

@Suite(
    "the overview", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium")
)
struct OverviewTests {
    /// The text of a column's cells, from top to bottom.
    private static func column(_ key: String) -> String {
        "[...document.querySelectorAll('.runs tbody .c-\(key)')].map((cell) => cell.textContent)"
    }

    private static func shownRuns(_ page: BrowserPage) async throws -> [String] {
        try await page.evaluate(
            "[...document.querySelectorAll('.runs tbody tr[data-run]')].map((row) => row.dataset.run)"
        )
        .items.compactMap(\.text)
    }

    @Test("the table shows every run with units in its header, a caption and scopes")
    func table() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            // 6 networks × 2 batches × 2 precisions, and 6 in throughput mode.
            #expect(try await Self.shownRuns(page).count == 30)
            #expect(try await page.evaluate("document.querySelector('.runs').caption.textContent.length > 40") == true)
            #expect(try await page.evaluate("document.querySelectorAll('.runs thead th[scope=col]').length") == 15)
            #expect(try await page.evaluate("document.querySelectorAll('.runs tbody th[scope=row]').length") == 30)
            let head = try await page.evaluate("document.querySelector('.runs thead .c-latency').innerText").text
            #expect(head?.contains("ms per request [95 %]") == true)
            let median =
                try await page.evaluate("document.querySelector('.runs tbody .c-latency').innerText").text ?? ""
            #expect(median.contains("[") && median.contains("]"), "the interval stands beside the median")
        }
    }

    @Test("a failed run shows its code and its message in place of numbers")
    func failure() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/?status=failed")
            // bf16 with batch 8 of alexnet and vgg16 fails in the fixture.
            #expect(try await Self.shownRuns(page).count == 2)
            let text = try await page.evaluate("document.querySelector('.runs td.instead').textContent").text ?? ""
            #expect(text.hasPrefix("unsupported_precision this processor has no bf16"))
        }
    }

    @Test("a click on a header sorts, a second one turns the order round, and the header says so")
    func sort() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.click("[data-sort=parameters]")
            let rising = try await page.evaluate(Self.column("parameters")).items.compactMap(\.text)
            #expect(rising.first == "1.24" && rising.last == "138")  // squeezenet1_1 and vgg16, millions
            #expect(try await page.evaluate("document.querySelector('th.c-parameters').ariaSort") == "ascending")
            #expect(try await page.evaluate("document.querySelectorAll('[aria-sort]').length") == 1)
            try await page.click("[data-sort=parameters]")
            let falling = try await page.evaluate(Self.column("parameters")).items.compactMap(\.text)
            #expect(falling == rising.reversed())
            #expect(try await page.evaluate("location.search") == "?sort=-parameters")
        }
    }

    @Test("every column can be sorted by, in both directions, and missing values come last in both")
    func everyColumn() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let keys = try await page.evaluate(
                "[...document.querySelectorAll('[data-sort]')].map((b) => b.dataset.sort)")
            for key in keys.items.compactMap(\.text) {
                for _ in 0..<2 {
                    try await page.evaluate("document.querySelector('[data-sort=\(key)]').click()")
                    #expect(try await Self.shownRuns(page).count == 30, "\(key)")
                }
            }
            for direction in ["", "-"] {
                try await page.open(server.base + "/?sort=\(direction)latency")
                let last = try await page.evaluate(
                    "[...document.querySelectorAll('.runs tbody tr[data-run]')].at(-1).className")
                #expect(last == "failed", "a failed run has no latency")
            }
        }
    }

    @Test("sorting works with the keyboard alone")
    func keyboardSort() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.press("Tab")
            #expect(try await page.evaluate("document.activeElement.className") == "skip")
            try await page.press("Enter")
            try await page.wait(for: "document.activeElement.id === 'results'")
            var reached = false
            for _ in 0..<12 where !reached {
                try await page.press("Tab")
                reached = try await page.evaluate("document.activeElement.dataset.sort === 'latency'") == true
            }
            #expect(reached)
            try await page.press("Enter")
            #expect(try await page.evaluate("document.querySelector('th.c-latency').ariaSort") == "ascending")
            #expect(try await page.evaluate("document.activeElement.dataset.sort") == "latency", "the focus stays")
            try await page.press(" ")
            #expect(try await page.evaluate("document.querySelector('th.c-latency').ariaSort") == "descending")
        }
    }

    @Test("filters narrow table and figure, and stand in the address")
    func filter() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.click("[name=q]")
            try await page.type("resnet")
            // Of resnet18: 4 in latency mode and 1 in throughput mode.
            #expect(try await Self.shownRuns(page).count == 5)
            #expect(try await page.evaluate("document.getElementById('count').textContent") == "5 of 30 runs match")
            try await page.evaluate(
                """
                document.querySelector('[name=batch]').value = '8';
                document.querySelector('[name=batch]').dispatchEvent(new Event('input', { bubbles: true }));
                """)
            #expect(try await Self.shownRuns(page).count == 2)
            #expect(try await page.evaluate("location.search") == "?q=resnet&batch=8")
            #expect(
                try await page.evaluate(
                    "document.getElementById('figure-source').textContent.startsWith('Source: 2 runs')")
                    == true)
            try await page.click(".filters [type=reset]")
            #expect(try await Self.shownRuns(page).count == 30)
            #expect(try await page.evaluate("location.search") == "")
        }
    }

    @Test("an address shows the same view to somebody else")
    func sharedView() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.click("[name=q]")
            try await page.type("resnet")
            try await page.click("[data-sort=latency]")
            let view = try await Self.shownRuns(page)
            let address = try await page.evaluate("location.href").text ?? ""
            try await BrowserPage.with { other in
                try await other.open(address)
                #expect(try await other.evaluate("document.querySelector('[name=q]').value") == "resnet")
                #expect(try await other.evaluate("document.querySelector('th.c-latency').ariaSort") == "ascending")
                #expect(try await Self.shownRuns(other) == view)
            }
        }
    }

    @Test("an address that says nonsense shows everything that it can")
    func nonsenseAddress() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/?sort=-nothing&batch=banana&theme=plaid")
            #expect(
                try await page.evaluate("document.getElementById('nothing').textContent.startsWith('No run matches')")
                    == true)
            #expect(try await page.evaluate("document.querySelector('th.c-finished').ariaSort") == "descending")
            #expect(page.log.complaints == [])
        }
    }

    @Test("what comes in while the reader works changes neither sort, filter, scroll nor focus")
    func liveUpdate() async throws {
        try await FixtureServer.show("live", height: 700) { page, server in
            try await page.open(server.base + "/?sort=model&q=e")
            try await page.evaluate(
                """
                window.scrollTo(0, 500);
                document.querySelector('.table-scroll').scrollTop = 60;
                document.querySelectorAll('.runs tbody a')[3].focus({ preventScroll: true });
                window.focused = document.activeElement;
                """)
            let before =
                try await page.evaluate("document.querySelectorAll('.runs tbody tr.finished').length").double ?? 0
            let scroll = try await page.evaluate("[scrollY, document.querySelector('.table-scroll').scrollTop]")
            try await server.turn("advance")
            try await server.turn("advance")
            try await page.wait(for: "document.querySelectorAll('.runs tbody tr.finished').length === \(before + 2)")
            #expect(
                try await page.evaluate("document.activeElement === window.focused && window.focused.isConnected")
                    == true)
            #expect(try await page.evaluate("[scrollY, document.querySelector('.table-scroll').scrollTop]") == scroll)
            #expect(try await page.evaluate("document.querySelector('[name=q]').value") == "e")
            #expect(try await page.evaluate("document.querySelector('th.c-model').ariaSort") == "ascending")
            #expect(page.log.complaints == [])
        }
    }

    @Test("the tiles say what runs, what waits and why")
    func strip() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/")
            // 17 steps of 30 jobs in the fixture: 16 ended, the 17th runs.
            #expect(
                try await page.evaluate("document.querySelector('#tile-jobs .big').textContent")
                    == "1 running, 13 waiting")
            #expect(try await page.evaluate("document.querySelector('#tile-sweeps progress').value") == 16)
            #expect(try await page.evaluate("document.querySelector('#tile-sweeps progress').max") == 30)
            #expect(try await page.evaluate("document.querySelector('#tile-workers .big').textContent") == "2 live")
            try await page.click("#tile-jobs summary")
            try await page.wait(for: "document.querySelector('.explanation').textContent.includes('next in line')")
            try await page.wait(for: "document.querySelector('.explanation').textContent.includes('no bf16')")
            try await page.picture("why-waiting")
        }
    }

    @Test("of ten thousand runs only those in sight stand in the document, and scrolling brings the others")
    func tenThousand() async throws {
        try await FixtureServer.show("huge") { page, server in
            try await page.open(server.base + "/")
            // 112 repetitions × 6 networks × 5 batches × 3 precisions.
            #expect(
                try await page.evaluate(
                    "document.querySelector('.runs').ariaRowCount ?? document.querySelector('.runs').getAttribute('aria-rowcount')"
                ) == "10081")
            #expect(try await page.evaluate("document.querySelectorAll('.runs tbody tr').length < 120") == true)
            try await page.evaluate("document.querySelector('.table-scroll').scrollTop = 200000")
            try await page.wait(
                for: "Number(document.querySelector('.runs tr[data-run]').getAttribute('aria-rowindex')) > 4000")
        }
    }
}
