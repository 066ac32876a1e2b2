import Testing
import Vocabulary

@Suite(
    "from the overview to the comparison", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct OverviewCompareTests {
    @Test("ticked runs, a range with Shift, go to the compare page")
    func ticked() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/?sort=finished&q=client")
            #expect(try await page.evaluate("document.getElementById('compare-picked').hidden") == true)
            try await page.click(".runs tbody tr[data-run] .pick")
            try await page.evaluate(
                "[...document.querySelectorAll('.runs tbody .pick')][2].dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))"
            )
            #expect(
                try await page.evaluate("document.getElementById('compare-picked').textContent")
                    == "Compare the 3 runs selected")
            #expect(try await page.evaluate("location.search.includes('run=')") == false, "ticking is not choosing")
            let address = try await page.evaluate("document.getElementById('compare-picked').href").text ?? ""
            try await page.open(address)
            #expect(
                try await page.evaluate("\(CompareTests.shownIDs).sort()")
                    == .array((1...3).map { .string(CompareTests.client($0)) }))
            #expect(try await page.evaluate("document.querySelectorAll('.diff thead th').length") == 4)
        }
    }

    @Test("what the filters leave goes to the compare page, and so do sweeps and experiments")
    func shown() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/?model=resnet18&precision=fp32&batch=1&status=finished&experiment=0")
            let shown = try await page.evaluate(
                "[...document.querySelectorAll('.runs tr[data-run]')].map((row) => row.dataset.run).sort()")
            #expect(shown.items.count == 2, "latency and throughput")
            let links = try await page.evaluate(
                "['#compare-shown', '#tile-sweeps a', '#tile-runs details a'].map((q) => document.querySelector(q).href)"
            ).items.compactMap(\.text)
            try await page.open(links[0])
            #expect(try await page.evaluate("\(CompareTests.shownIDs).sort()") == shown)
            try await page.open(links[1])
            #expect(try await page.evaluate("\(CompareTests.shownIDs).length") == 30, "the first sweep")
            #expect(
                try await page.evaluate("document.getElementById('scope-line').innerText.includes('first sweep')")
                    == true)
            try await page.open(links[2])
            #expect(try await page.evaluate("\(CompareTests.shownIDs).length") == 33, "the experiment Default")
            #expect(page.log.complaints == [])
        }
    }

    @Test("what ended last is named, with a link to it")
    func latest() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/")
            let first = "document.querySelector('#tile-runs ul a')"
            // The table's order at first is the latest end first.
            let top = try await page.evaluate(
                "document.querySelector('.runs tbody tr[data-run] a').getAttribute('href')")
            #expect(try await page.evaluate("\(first).getAttribute('href')") == top)
            try await server.turn("advance")
            try await page.wait(for: "\(first).getAttribute('href') !== '\(top.text ?? "")'")
        }
    }

    @Test("the cheapest good configuration is the cheapest of those that a device measured with grade A or B")
    func cheapest() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/")
            try await page.wait(for: "document.querySelector('#cheapest dl')")
            let run =
                try await page.evaluate(
                    "new URL(document.querySelector('#cheapest a').href).searchParams.get('id')"
                ).text ?? ""
            let good = """
                fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then(({ items }) => items.filter((run) => run.status === 'finished' && run.configuration?.mode === 'latency'
                  && ['A', 'B'].includes(run.tags.grade) && run.tags.worker === 'attic' && run.tags.precision_executed === run.configuration.precision && !run.configuration.model.startsWith('onnx:')))
                """
            // The fixture's device `attic` is priced by time, and its time by multiply-accumulates · (0.1 + 0.9 · batch) · (1, or 0.6 below fp32) over the batch.
            let cost = """
                fetch('/api/v1/models').then((r) => r.json()).then(({ items }) => { const macs = new Map(items.map((m) => [m.name, m.macs]));
                  return \(good).then((runs) => runs.map((run) => [macs.get(run.configuration.model) * (0.1 / run.configuration.batch + 0.9) * (run.configuration.precision === 'fp32' ? 1 : 0.6), run.id]).sort((a, b) => a[0] - b[0])[0][1]); })
                """
            #expect(try await page.evaluate(cost) == .string(run))
            let words = try await page.evaluate("document.getElementById('cheapest').innerText").text ?? ""
            #expect(words.contains("USD") && words.contains(" on attic") && words.contains("What does this mean?"))
            #expect(page.log.complaints == [])
        }
    }

    @Test("without a good run or a device it says what is missing instead of a number")
    func nothingCheap() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let words = "document.getElementById('cheapest').innerText"
            // The page's own answer, which would otherwise come after and be what is read.
            try await page.wait(for: "!\(words).startsWith('Loading')")
            try await page.evaluate(
                "import('/js/cheapest.js').then(({ Cheapest }) => new Cheapest().refresh([], [], new Map()))")
            try await page.wait(for: "\(words).startsWith('No run in latency mode')")
            try await page.evaluate(
                "Promise.all(['attic', 'kitchen'].map((name) => fetch(`/api/v1/devices/${name}`, { method: 'DELETE' })))"
            )
            try await page.open(server.base + "/")
            try await page.wait(for: "\(words).startsWith('No own device is described yet')")
            #expect(try await page.evaluate("document.querySelector('#cheapest a').hash") == "#devices")
            #expect(try await page.evaluate("/[0-9]/.test(\(words))") == false, "no number without a source")
            #expect(page.log.complaints == [])
        }
    }
}
