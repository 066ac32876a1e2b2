import Client
import Testing
import Vocabulary

/// Every view of a real coordinator's page, looked at one after the other in one tab.
struct CoordinatorViews {
    let coordinator: PageCoordinator
    let runs: CoordinatorRuns
    /// The sweep that its worker measured.
    let measured: SweepID
    let page: BrowserPage
    let width: Int
    let scheme: String

    private var base: String { coordinator.base }

    /// Looks at all of them.
    func look() async throws {
        for (name, view) in [
            ("overview", overview), ("compare", compare), ("figures", figures), ("costs", costs), ("run", run),
            ("training", training), ("queue", queue), ("sweep", sweep), ("search", search),
        ] {
            try await view()
            try await page.picture("coordinator-\(name)-\(width)-\(scheme)", whole: true)
            #expect(
                try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(width)), "\(name)")
            let markup = "document.querySelectorAll('main script, main i, main bdi > *').length"
            #expect(try await page.evaluate(markup) == 0, "\(name)")
            #expect(try await page.evaluate("document.title.includes('owned')") == false || name == "training")
            let ground = scheme == "light" ? "rgb(244, 246, 245)" : "rgb(15, 20, 22)"
            #expect(
                try await page.evaluate("getComputedStyle(document.body).backgroundColor") == .string(ground), "\(name)"
            )
            Self.checkPeace(page, base)
        }
    }

    /// Records complaints of the page, and requests to others.
    static func checkPeace(_ page: BrowserPage, _ base: String) {
        // Vega warns when a layer of labels is empty, as with one network left.
        #expect(page.log.complaints.filter { !$0.contains("WARN Infinite extent") } == [])
        let foreign = page.log.requests.filter { address in
            ![base + "/", "data:", "blob:", "about:"].contains { address.hasPrefix($0) }
        }
        #expect(foreign == [])
    }

    private func overview() async throws {
        try await page.open(base + "/?status=finished&sort=latency")
        if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#figure svg')") }
        try await page.click("#tile-jobs summary")
        try await page.wait(
            for: "document.querySelector('#tile-jobs .explanation').innerText.includes('shoestring_cnn')")
        // A self-test needs less memory than any network, and answers no question.
        let best = try await page.evaluate("document.getElementById('best').innerText").text ?? ""
        #expect(best.contains("Least peak memory") && !best.contains("selftest"), "\(best)")
    }

    private func compare() async throws {
        try await page.open(base + "/compare.html?f.status=in:finished&sort=-latency,batch&group=asked&pinned=batch")
        if FixtureServer.hasVega {
            try await page.wait(for: "document.querySelector('#compare-plot :is(svg, canvas)')")
        }
        try await page.click("#columns summary")
        try await page.wait(for: "document.querySelector('#columns [data-column]')")
        let keys = try await page.evaluate(
            "[...document.querySelectorAll('#columns [data-column]')].map((box) => box.dataset.column)"
        ).items.compactMap(\.text)
        for key in ["m.compile_ms", "c.engine", "t.engine_version", "m.<i>odd</i>", "t.<b>long</b>"] {
            #expect(keys.contains(key), "\(key)")
        }
        for number in 1...2 {
            try await page.click(".compare tr[data-run]:nth-of-type(\(number + 2)) .pick")
        }
        try await page.wait(for: "document.querySelectorAll('.diff thead th').length === 3")
    }

    private func figures() async throws {
        try await page.open(base + "/figures.html")
        let ids = try await page.evaluate("[...document.querySelectorAll('.grid > figure')].map(({ id }) => id)")
            .items.compactMap(\.text)
        #expect(ids.count == 15)
        guard FixtureServer.hasVega else { return }
        for id in ids {
            try await page.evaluate("document.getElementById('\(id)').scrollIntoView({ block: 'center' })")
            try await page.wait(for: "['drawn', 'empty'].includes(document.getElementById('\(id)').dataset.state)")
        }
        try await page.evaluate("scrollTo(0, 0)")
    }

    private func costs() async throws {
        try await page.open(base + "/costs.html?models=squeezenet1_1&batches=1,2&deadline_hours=48")
        try await page.wait(for: "document.querySelector('.costs tbody tr[data-host]')")
        if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#interval-figure svg')") }
        try await page.wait(
            for: "/within the limits|Nothing fits/.test(document.querySelector('.plan-answer').innerText)")
        try await page.click("[data-field=providers] summary")
        try await page.wait(for: "document.querySelectorAll('[data-field=providers] input').length > 2")
        try await page.press("Escape")
    }

    private func run() async throws {
        try await page.open(base + "/?status=finished&sort=latency")
        let link = try await page.evaluate("document.querySelector('.runs tr.finished a').getAttribute('href')").text
        try await page.open(base + (link ?? "/"))
        if FixtureServer.hasVega {
            try await page.wait(for: "document.querySelectorAll('.samples svg').length >= 2")
        }
    }

    /// The curve has what was reported on the way, the headline what the result said.
    private func training() async throws {
        try await page.open(base + "/run.html?id=\(runs.training)")
        try await page.wait(for: "document.documentElement.dataset.curves === 'drawn'")
        let words = try await page.evaluate("document.getElementById('section-curves').innerText").text ?? ""
        #expect(words.contains("2 values, each drawn, from 0.750 to 0.875, last 0.750"), "\(words)")
        let headline = try await page.evaluate("document.querySelector('.headline').innerText").text ?? ""
        #expect(headline.contains("87.5") || headline.contains("0.875"), "\(headline)")
        let text = try await page.evaluate("document.querySelector('main').innerText").text ?? ""
        for part in ["<script>document.title = 'owned'</script>", "[U+202E]gnp.exe", "NaN", "∞"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.contains("This run kept no raw samples"))
    }

    private func queue() async throws {
        try await page.open(base + "/queue.html?show=running,waiting,paused,ended")
        let row = "tr[data-job='\(runs.waiting)']"
        try await page.click("\(row) summary")
        try await page.wait(for: "document.querySelector(\"\(row) .explanation\").innerText.includes('cellar')")
        #expect(try await page.evaluate("document.querySelectorAll('#workers .card').length") == 2)
    }

    private func sweep() async throws {
        try await page.open(base + "/sweep.html?id=\(measured)")
        #expect(try await page.evaluate("document.querySelectorAll('#job-table tr[data-job]').length") == 4)
        #expect(try await page.evaluate("document.getElementById('search').hidden") == true)
    }

    private func search() async throws {
        try await page.open(base + "/sweep.html?id=\(runs.search)")
        try await page.wait(for: "!document.getElementById('search').hidden")
        #expect(try await page.evaluate("document.querySelectorAll('#job-table tr[data-job]').length") == 3)
    }
}
