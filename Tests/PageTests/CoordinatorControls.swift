import Client
import Testing
import Vocabulary
import Wire

/// What hands do on a real coordinator's pages: the keyboard alone, files that go out, sliders. Its answers are the coordinator's own.
struct CoordinatorControls {
    let coordinator: PageCoordinator
    let runs: CoordinatorRuns
    let page: BrowserPage

    private var base: String { coordinator.base }

    /// Uses all of them.
    func use() async throws {
        try await keyboard()
        try await queueByKeyboard()
        try await table()
        if FixtureServer.hasVega { try await figures() }
        try await slider()
        CoordinatorViews.checkPeace(page, base)
    }

    /// Presses Tab until an element has the focus.
    private func tab(to condition: String, atMost presses: Int = 60) async throws {
        for _ in 0..<presses {
            try await page.press("Tab")
            if try await page.evaluate("Boolean(\(condition))") == true { return }
        }
        throw BrowserError.timedOut("\(condition) after \(presses) times Tab")
    }

    /// From the top of the overview to the slowest run's page, without the mouse.
    private func keyboard() async throws {
        try await page.open(base + "/?status=finished")
        try await page.press("Tab")
        #expect(try await page.evaluate("document.activeElement.className") == "skip")
        try await page.press("Enter")
        try await tab(to: "document.activeElement.dataset.sort === 'latency'")
        for order in ["ascending", "descending"] {
            try await page.press("Enter")
            #expect(try await page.evaluate("document.querySelector('th.c-latency').ariaSort") == .string(order))
        }
        try await tab(to: "document.activeElement.matches('.runs tr[data-run] a')")
        let run = try await page.evaluate("document.activeElement.closest('tr').dataset.run").text ?? ""
        let first = "document.querySelector('.runs tbody tr[data-run]').dataset.run"
        #expect(try await page.evaluate(first) == .string(run))
        try await page.evaluate("window.isLeft = true")
        try await page.press("Enter")
        try await page.wait(for: "!window.isLeft && document.documentElement.dataset.ready")
        #expect(try await page.evaluate("location.search") == .string("?id=\(run)"))
    }

    /// Pauses a waiting job and lets it go on; the coordinator says that it took effect.
    private func queueByKeyboard() async throws {
        try await page.open(base + "/queue.html?show=waiting,paused")
        let row = "tr[data-job=\"\(runs.waiting)\"]"
        try await tab(
            to: "document.activeElement.dataset.verb === 'pause' && document.activeElement.closest('\(row)')")
        try await page.press("Enter")
        try await page.wait(for: "document.querySelector('\(row) .state-paused')")
        #expect(try await coordinator.client.job(runs.waiting).state == .paused)
        // The row has moved, and the focus with it.
        try await page.wait(
            for: "document.activeElement.dataset.verb === 'resume' && document.activeElement.closest('\(row)')")
        try await page.press("Enter")
        try await page.wait(for: "document.querySelector('\(row) .state-ready')")
        #expect(try await coordinator.client.job(runs.waiting).state == .ready)
    }

    /// Keeps what pages hand out, instead of a folder for downloads.
    private func catchFiles() async throws {
        try await page.evaluate(
            """
            window.files = [];
            URL.createObjectURL = (blob) => { window.files.push(blob); return 'blob:none'; };
            HTMLAnchorElement.prototype.click = () => {};
            """)
    }

    private func files(_ count: Int) async throws -> [String] {
        try await page.wait(for: "window.files.length === \(count)")
        return try await page.evaluate("Promise.all(window.files.map((file) => file.text()))").items
            .map { $0.text ?? "" }
    }

    /// The tables that go out have the coordinator's numbers, to the last digit.
    private func table() async throws {
        try await page.open(base + "/?status=finished&sort=latency")
        try await catchFiles()
        try await page.click("#export")
        let lines = try await files(1)[0].split(separator: "\r\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let median = try #require(lines.first?.firstIndex(of: "latency_median_ms"))
        let measured = try await coordinator.client.runs().items.compactMap { run in
            run.metrics[MetricName.latencyMedian].map { ("\(run.id)", $0.value) }
        }
        #expect(measured.count == 4)
        for (run, value) in measured {
            let line = lines.first { $0.first == run }
            #expect((line?[median]).flatMap { Double($0) } == value, "\(run)")
        }
        try await page.open(base + "/costs.html?models=squeezenet1_1&batches=1,2")
        try await page.wait(for: "document.querySelector('.costs tbody tr[data-host]')")
        try await catchFiles()
        try await page.click("#export-csv")
        let costs = try await files(1)[0]
        #expect(costs.hasPrefix("host,model,batch,precision,machines,marginal_usd_p10,marginal_usd_p50"))
        #expect(costs.contains("\r\ndevice:spare,squeezenet1_1,1,fp32,1,"))
    }

    /// A figure that is drawn goes out as what it is.
    private func figures() async throws {
        try await page.open(base + "/figures.html")
        let id = "document.querySelector('.grid > figure[data-state=drawn]').id"
        try await page.wait(for: id)
        let figure = try await page.evaluate(id).text ?? ""
        try await catchFiles()
        for name in ["SVG", "PNG", "Vega-Lite"] { try await page.click("#\(figure) [data-export='\(name)']") }
        let texts = try await files(3)
        #expect(texts.contains { $0.hasPrefix("<svg") })
        #expect(texts.contains { $0.contains("PNG") })
        #expect(texts.contains { $0.contains("vega-lite/v6") && $0.contains("squeezenet1_1") })
    }

    /// By the formulas of `docs/pricing-devices.md`, from a device that the coordinator stores.
    private func slider() async throws {
        let device = try OwnedDevice(json: [
            "name": "spare", "price_usd": "720", "load_watts": 120, "pue": 1, "tariff": ["usd_per_kwh": "0.16"],
        ])
        _ = try await coordinator.client.put(device)
        try await page.open(base + "/costs.html?models=squeezenet1_1&device=spare")
        let figure = "document.querySelector('.what-answer .figure').textContent"
        // 0.12 kW · 0.16 USD
        try await page.wait(for: "\(figure) === '0.0192 USD/h'")
        // By the keyboard: a step is 0.005 USD, so that four of them make 0.18.
        try await page.evaluate("document.querySelector('[name=tariff]').focus()")
        for _ in 0..<4 { try await page.press("ArrowUp") }
        #expect(try await page.evaluate(figure) == "0.0216 USD/h")
        try await page.wait(for: "new URLSearchParams(location.search).get('tariff') === '0.18'")
        try await page.open(try await page.evaluate("location.href").text ?? "")
        try await page.wait(for: "\(figure) === '0.0216 USD/h'")
        // What if: the coordinator's own rate is what it was.
        let rate = try await coordinator.client.device("spare").rate
        #expect(rate?.marginal == Money("0.0192"))
    }
}
