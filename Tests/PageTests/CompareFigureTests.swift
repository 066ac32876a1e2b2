import Testing
import Vocabulary

@Suite(
    "the compare page's figure, selection and exports", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
struct CompareFigureTests {
    private static let points = "[...document.querySelectorAll('#compare-plot path[aria-roledescription=point]')]"

    @Test("the figure shows the table's runs, and what is selected in one stands out in the other")
    func selection() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=client&x=latency&y=m.loss&colour=p.optimizer")
            // Of 4 runs one has a loss of NaN.
            try await page.wait(for: "\(Self.points).length === 3")
            let source = try await page.evaluate("document.getElementById('compare-source').textContent").text ?? ""
            #expect(source.contains("Source: 3 runs") && source.contains("Not drawn: 1 run without one"))
            #expect(try await page.evaluate("document.querySelectorAll('tr.selected').length") == 0)
            try await page.click("#compare-plot path[aria-roledescription=point]")
            try await page.wait(for: "document.querySelectorAll('tr.selected').length === 1")
            let id = try await page.evaluate("document.querySelector('tr.selected').dataset.run").text ?? "?"
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('selected')") == .string(id))
            let large = "\(Self.points).filter((p) => p.getAttribute('stroke-width') === '3').length"
            try await page.wait(for: "\(large) === 1")
            try await page.click("#pick-all")
            try await page.wait(for: "\(large) === 3")
            #expect(try await page.evaluate("document.getElementById('picked').textContent") == "4 selected")
            try await page.click("#pick-none")
            try await page.wait(for: "\(large) === 0")
            #expect(page.log.complaints == [])
        }
    }

    @Test("axes, scales and colours can be chosen; colour is not the only signal")
    func axes() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=client&x=latency&y=m.loss&colour=p.optimizer")
            try await page.wait(for: "\(Self.points).length === 3")
            func choose(_ name: String, _ value: String) async throws {
                try await page.evaluate(
                    "(() => { const s = document.getElementById('axis-\(name)'); s.value = '\(value)'; s.dispatchEvent(new Event('change', { bubbles: true })); })()"
                )
            }
            let shapes = "new Set(\(Self.points).map((p) => p.getAttribute('d').replace(/[0-9.-]+/g, ''))).size"
            #expect(try await page.evaluate(shapes) == 2, "adam and sgd have different shapes")
            try await choose("y", "p.lr")
            try await page.wait(for: "\(Self.points).length === 4")
            try await choose("xscale", "linear")
            let title = "document.querySelector('#compare-plot svg').textContent.includes('lr')"
            try await page.wait(for: title)
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('xscale')") == "linear")
            try await choose("x", "finished")
            try await page.wait(for: "document.getElementById('axis-xscale').disabled && \(Self.points).length === 4")
            #expect(page.log.complaints == [])
        }
    }

    @Test("uploaded and compressed networks have their own size on the figures, marked where it is a lower bound")
    func uploaded() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=onnx&columns=macs,parameters")
            try await page.wait(for: "\(Self.points).length === 3")
            let sizes = try await page.evaluate(CompareTests.column("macs"))
            #expect(sizes == ["≥ 250", "≥ 250", "≥ 250"])
            try await page.open(server.base + "/?q=onnx")
            try await page.wait(
                for: "document.querySelectorAll('#figure path[aria-roledescription=point]').length === 3")
            #expect(
                page.log.requests.filter { $0.contains("/api/v1/runs/") && !$0.contains("?") }.count == 2,
                "one record for each network and page")
            try await page.open(server.base + "/?q=int8_static")
            try await page.wait(
                for: "document.querySelectorAll('#figure path[aria-roledescription=point]').length === 1")
            try await page.click("#figure-data summary")
            // Its own 1,700 million MACs, not the 1,810 million of the network it was made of; 6 ms for one image.
            try await page.wait(
                for:
                    "document.querySelector('#figure-data tbody tr')?.innerText.replace(/\\s+/g, ' ') === 'resnet18 int8_static 1 int8 1,700 6.000 11.7 B'"
            )
        }
    }

    @Test("two to six runs stand side by side, with ratios to a baseline and what is within noise")
    func sideBySide() async throws {
        try await FixtureServer.show("compare") { page, server in
            let selected = (1...4).map(CompareTests.client).joined(separator: ",")
            try await page.open(server.base + "/compare.html?q=client&sort=name&selected=\(selected)")
            let line =
                "[...document.querySelectorAll('.diff tbody tr')].find((tr) => tr.querySelector('th').textContent.startsWith('Median latency'))"
            try await page.wait(for: line)
            let cells = try await page.evaluate("[...\(line).querySelectorAll('td')].map((td) => td.textContent)").items
                .compactMap(\.text)
            #expect(cells[0] == "10.00 [9.800, 10.20]", "the baseline has no ratio")
            // 10.1 / 10; 9.9 / 10.2 and 10.3 / 9.8: the intervals overlap.
            #expect(cells[1].contains("×1.01 [0.971, 1.05] within noise"))
            // 20 / 10; 19 / 10.2 and 21 / 9.8.
            #expect(cells[2].contains("×2.00 [1.86, 2.14]") && !cells[2].contains("within noise"))
            #expect(cells[3].contains("×1.10") && cells[3].contains("no interval is known"))
            let count = "document.querySelectorAll('.diff tbody tr').length"
            let all = try await page.evaluate(count).double ?? 0
            try await page.click("[data-diff=differing]")
            #expect((try await page.evaluate(count).double ?? 0) < all, "the status of all four is the same")
            #expect(try await page.evaluate("\(line) !== undefined") == true)
            try await page.evaluate(
                "(() => { const s = document.querySelector('[data-diff=baseline]'); s.value = '\(CompareTests.client(3))'; s.dispatchEvent(new Event('change', { bubbles: true })); })()"
            )
            #expect(try await page.evaluate("\(line).querySelectorAll('td')[0].textContent.includes('×0.500')") == true)
            #expect(
                try await page.evaluate("new URLSearchParams(location.search).get('baseline')")
                    == .string(CompareTests.client(3)))
            try await page.click("[data-diff='drop \(CompareTests.client(4))']")
            #expect(try await page.evaluate("document.querySelectorAll('.diff thead th').length") == 4)
        }
    }

    /// Keeps what the page hands to the reader as a file.
    private static let keep = """
        window.saved = [];
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob) => { blob.text().then((text) => window.saved.push({ text, type: blob.type, size: blob.size })); return make(blob); };
        """

    @Test("the export has the columns and lines that are shown, with intervals and without what is hidden")
    func csv() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(
                server.base + "/compare.html?q=client&columns=latency,p.optimizer,t.team,m.loss&sort=latency")
            try await page.evaluate(Self.keep)
            try await page.click("#export")
            try await page.wait(for: "window.saved.length === 1")
            let lines = (try await page.evaluate("window.saved[0].text").text ?? "").components(separator: "\r\n")
            #expect(
                lines[0]
                    == "run,model,latency_median_ms,latency_median_low_ms,latency_median_high_ms,p.optimizer,t.team,loss,link"
            )
            #expect(lines[1].hasPrefix("\(CompareTests.client(1)),client 1,10,9.8,10.2,adam,"))
            #expect(lines[2].contains(",NaN,"))
            #expect(lines[3].hasPrefix("\(CompareTests.client(4)),client 4,11,,,sgd,"))
            #expect(lines.count == 6 && lines[5].isEmpty)
            try await page.open(
                server.base + "/compare.html?group=experiment&columns=latency&folded=client%20logs&q=client")
            try await page.evaluate(Self.keep)
            try await page.click("#export")
            try await page.wait(for: "window.saved.length === 1")
            let folded = (try await page.evaluate("window.saved[0].text").text ?? "").components(separator: "\r\n")
            #expect(folded[0].hasPrefix("line,group_by_experiment,runs,run,model,latency_median_ms,"))
            #expect(folded[1].hasPrefix("group,client logs,4,,,10.55,") && folded.count == 3)
        }
    }

    @Test("the figure comes out as SVG, PNG and Vega-Lite with its data")
    func figureExports() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=client&x=latency&y=m.loss")
            try await page.wait(for: "\(Self.points).length === 3")
            try await page.evaluate(Self.keep)
            for (number, name) in ["SVG", "PNG", "Vega-Lite"].enumerated() {
                try await page.click("#compare-export [data-export='\(name)']")
                try await page.wait(for: "window.saved.length === \(number + 1)")
            }
            #expect(try await page.evaluate("window.saved[0].text.startsWith('<svg')") == true)
            #expect(
                try await page.evaluate("window.saved[1].type === 'image/png' && window.saved[1].size > 5000") == true)
            #expect(try await page.evaluate("JSON.parse(window.saved[2].text).datasets.points.length") == 3)
            #expect(page.log.complaints == [])
        }
    }
}

extension String {
    /// Its parts between a separator.
    fileprivate func components(separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
