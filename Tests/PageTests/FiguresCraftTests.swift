import Testing
import Vocabulary

/// How the figures page looks and what it hands over.
@Suite(
    "craft of the figures page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
struct FiguresCraftTests {
    private static let looks = [
        (320, "light"), (390, "light"), (390, "dark"), (1440, "light"), (1440, "dark"), (2560, "light"),
    ].map { CraftTests.Look(width: $0.0, scheme: $0.1) }

    @Test(
        "every control has a name and a size, headings do not skip a level, colours of networks stand out at 3:1",
        arguments: ["light", "dark"])
    func structure(scheme: String) async throws {
        try await FixtureServer.show("figures", width: 390, height: 844, scheme: scheme) { page, server in
            try await page.open(server.base + "/figures.html")
            try await FiguresTests.see("pareto", page)
            #expect(try await page.evaluate(CraftTests.nameless) == [])
            #expect(try await page.evaluate(CraftTests.skippedHeadings) == [])
            let doubled =
                "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)"
            #expect(try await page.evaluate(doubled) == [])
            let small = """
                [...document.querySelectorAll('button, input, select, summary')].filter((e) => e.offsetParent)
                  .filter((e) => e.offsetHeight < 24 || e.offsetWidth < 24).map((e) => e.outerHTML.slice(0, 80))
                """
            #expect(try await page.evaluate(small) == [])
            for name in ["n0", "n1", "n2", "n3", "n4", "n5"] {
                let colours = try await page.evaluate(
                    """
                    import('/js/figure.js').then(({ colour }) => [colour('\(name)'), colour('surface')]
                      .map((text) => text.match(/[0-9.]+/g).slice(0, 3).map(Number)))
                    """
                ).items.map { $0.items.compactMap(\.double) }
                #expect(CraftTests.contrast(colours[0], colours[1]) >= 3, "\(name)")
            }
        }
    }

    @Test("a figure is handed over as SVG, PNG, Vega-Lite and CSV")
    func export() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await FiguresTests.see("time-batch", page)
            try await page.evaluate(
                """
                window.files = [];
                URL.createObjectURL = (blob) => { window.blob = blob; return 'blob:none'; };
                HTMLAnchorElement.prototype.click = function () { const name = this.download; window.blob.text().then((text) => files.push([name, text])); };
                """)
            for (index, kind) in ["SVG", "PNG", "Vega-Lite", "CSV"].enumerated() {
                try await page.evaluate("document.querySelector('#time-batch [data-export=\(kind)]').click()")
                try await page.wait(for: "files.length === \(index + 1)")
            }
            let names = try await page.evaluate("files.map(([name]) => name).sort()").items.compactMap(\.text)
            #expect(
                names == ["csv", "png", "svg", "vl.json"].map { "shoestring-figure-3-time-batch.\($0)" })
            let csv = try await page.evaluate("files.find(([name]) => name.endsWith('csv'))[1].split('\\r\\n')")
            #expect(csv.items.count == 27, "a header, 24 points, a failure, and the end")
            #expect(csv.items.first?.text?.hasPrefix("Network,Batch (images),Time per image (ms)") == true)
            let source = try await page.evaluate(
                "JSON.parse(files.find(([name]) => name.endsWith('vl.json'))[1]).datasets.points.length")
            #expect(source == 24)
        }
    }

    @Test(
        "the page fits its width in both themes with every figure drawn, without a complaint or a foreign request",
        arguments: looks)
    func fits(look: CraftTests.Look) async throws {
        let height = look.width < 600 ? 844 : 900
        try await FixtureServer.show("figures", width: look.width, height: height, scheme: look.scheme) {
            page, server in
            try await page.open(server.base + "/figures.html")
            for id in [
                "accuracy", "operations", "time-batch", "memory-batch", "memory-parameters", "time-operations",
                "accuracy-rate", "density", "pareto", "latency-distribution", "before-after", "thread-scaling",
            ] {
                try await FiguresTests.see(id, page)
                #expect(
                    try await page.evaluate(
                        "document.querySelector('#\(id) svg').getBoundingClientRect().right <= document.getElementById('\(id)').getBoundingClientRect().right"
                    ) == true, "\(id)")
            }
            // Labels and titles were laid out for the width that the figures have now.
            try await page.wait(
                for:
                    "[...document.querySelectorAll('figure[data-width]')].every((f) => Math.abs(f.dataset.width - f.querySelector('.plot').clientWidth) <= 24)"
            )
            #expect(
                try await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)")
                    == .integer(Int64(look.width)))
            try await page.evaluate("scrollTo(0, 0)")
            try await page.picture("figures-\(look.width)-\(look.scheme)", whole: true)
            #expect(page.log.complaints == [])
            let foreign = page.log.requests.filter {
                !$0.hasPrefix(server.base + "/") && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:")
            }
            #expect(foreign == [])
        }
    }
}
