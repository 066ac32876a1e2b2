import Testing
import Vocabulary

/// The figures page over the scenario `figures`, whose numbers follow from formulas: see `Fixtures/fixture_figures.py`.
@Suite(
    "the figures page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
struct FiguresTests {
    /// Scrolls to a figure and waits until it is drawn, or has said that there is nothing to draw.
    static func see(_ id: String, _ page: BrowserPage, state: String = "drawn") async throws {
        try await page.evaluate("document.getElementById('\(id)').scrollIntoView({ block: 'center' })")
        try await page.wait(for: "document.getElementById('\(id)').dataset.state === '\(state)'")
    }

    /// How many marks a layer of a figure has on the page: symbols, bars and lines are paths.
    static func marks(_ id: String, _ layer: String, _ page: BrowserPage, element: String = "path") async throws
        -> JSONValue
    {
        try await page.evaluate("document.querySelectorAll('#\(id) svg .\(layer)_marks \(element)').length")
    }

    private static func text(_ selector: String, _ page: BrowserPage) async throws -> String {
        try await page.evaluate("document.querySelector('\(selector)').textContent").text ?? ""
    }

    /// A table of a figure as rows of texts; `second` is the one below.
    static func table(_ id: String, second: Bool = false, _ page: BrowserPage) async throws -> [[String]] {
        try await page.evaluate("document.querySelector('#\(id) details').open = true")
        try await page.wait(for: "document.querySelector('#\(id) details tbody tr')")
        return try await page.evaluate(
            """
            [...[...document.querySelectorAll('#\(id) details table')].at(\(second ? 1 : 0)).tBodies[0].rows]
              .map((row) => [...row.cells].map((cell) => cell.textContent))
            """
        ).items.map { $0.items.compactMap(\.text) }
    }

    @Test("the plotting library is loaded when the first figure comes into sight, and only what is seen is drawn")
    func lazy() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("accuracy", page)
            #expect(page.log.requests.contains { $0.hasSuffix("/vendor/vega.js") })
            let undrawn = "document.getElementById('images-joule').dataset.state === undefined"
            #expect(try await page.evaluate(undrawn) == true)
            #expect(!page.log.requests.contains { $0.hasSuffix("before-after.vl.json") })
        }
    }

    @Test("what is published is called so, with its source; what was measured here stands beside it with its data")
    func published() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("accuracy", page)
            #expect(try await Self.marks("accuracy", "published", page) == 5)
            // A training, and a compression before and after.
            #expect(try await Self.marks("accuracy", "measured", page) == 3)
            let legend = try await page.evaluate("document.querySelector('#accuracy svg').textContent")
            #expect(legend.text?.contains("published, not measured") == true)
            let rows = try await Self.table("accuracy", page)
            let resnet = try #require(rows.first { $0[0] == "resnet18" && $0[2] == "published" })
            #expect(resnet[1] == "69.76" && resnet[6].contains("IMAGENET1K_V1") && resnet[6].contains("central crop"))
            let trained = try #require(rows.first { $0[2] == "measured here" && $0[0] == "resnet18" })
            #expect(Array(trained[1...5]) == ["93", "measured here", "fashion-mnist", "92.50", "93.50"])
            #expect(
                try await Self.text("#accuracy .source", page).contains("No accuracy is published here for shufflenet"))
            try await Self.see("density", page)
            let dense = try await Self.table("density", page)
            // 58.178 % over 1.235496 million parameters.
            #expect(dense.first { $0[0] == "squeezenet1_1" }?[1] == "47.09")
        }
    }

    @Test("a batch sweep gives one point a batch size, a failure is a mark with its reason and ends its line")
    func sweep() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("time-batch", page)
            // 5 networks and 5 batch sizes, but vgg16 at 16.
            #expect(try await Self.marks("time-batch", "points", page) == 24)
            #expect(try await Self.marks("time-batch", "failed", page, element: "text") == 1)
            let notes = try await Self.text("#time-batch .source", page)
            #expect(notes.contains("Drawn: attic · openvino · fp32 · all threads."))
            #expect(notes.contains("Did not run: vgg16 at batch 16 (out_of_memory: the inputs, weights"))
            let rows = try await Self.table("time-batch", page)
            #expect(rows.count == 25)
            // 10 ms · 3.636251 G-ops + 2 ms: of three runs of this configuration the one of grade A, not the later ones of C and B.
            #expect(rows.first { $0[0] == "resnet18" && $0[1] == "1" }?[2] == "38.36")
            let count = try await Self.text("#count", page)
            #expect(count.contains("36 benchmark runs, 1 of them did not run.") && count.contains("2 repetitions"))
        }
    }

    @Test("the memory fits are the formulas that the fixture was made of")
    func memory() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("memory-batch", page)
            let fits = try await Self.table("memory-batch", second: true, page)
            // max(200, 100 + 25 b): the knee is where 100 + 25 b = 200.
            #expect(
                fits.first { $0[0] == "resnet18" }
                    == ["resnet18", "constant, then linear", "200", "100", "25", "4", "1"])
            #expect(fits.first { $0[0] == "alexnet" }?[1] == "linear from the first batch size")
            try await Self.see("memory-parameters", page)
            // max(140, 20 + 1.2 p): the knee is where 20 + 1.2 p = 140.
            let notes = try await Self.text("#memory-parameters .source", page)
            #expect(notes.contains("Fit: 140 MiB up to 100.0 MB of parameters, then 1.20 MiB for each MB"))
        }
    }

    @Test("a fit of time over operations holds or fails by a stated criterion, and the table has its residuals")
    func law() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("time-operations", page)
            #expect(try await Self.marks("time-operations", "points", page) == 9)
            let notes = try await Self.text("#time-operations .source", page)
            #expect(notes.contains("Batch 16: the fit holds: t = 6.00 ms/G-op · ops + 1.00 ms, R² = 1.00."))
            #expect(notes.contains("Batch 1: the fit fails: mobilenet_v2 needs ×2.57 of the line’s time"))
            #expect(notes.contains("R² is at least 0.9, every network lies within a factor of 2"))
            let rows = try await Self.table("time-operations", page)
            let held = rows.filter { $0[1] == "16" }.compactMap { Double($0[6]) }
            #expect(held.count == 4 && held.allSatisfy { abs($0 - 1) < 1e-9 }, "measured over fit")
        }
    }

    @Test("without energy the figures of power are empty, with the reason that the runs recorded and a command")
    func withoutEnergy() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            for id in ["power-batch", "power-operations", "images-joule"] {
                try await Self.see(id, page, state: "empty")
                try await page.wait(for: "document.querySelector('#\(id) .empty').textContent.includes('on attic')")
                let words = try await Self.text("#\(id) .empty", page)
                #expect(words.contains("Power was not measured") || words.contains("Energy was not measured"))
                #expect(words.contains("no energy counter: /sys/class/powercap has no intel-rapl zone"))
                #expect(words.contains("shoestring sweep --models "))
                #expect(words.contains("Stated by their owners, not measured and not drawn: attic draws 120 W"))
                #expect(try await page.evaluate("document.querySelector('#\(id) .plot').hidden") == true)
            }
        }
    }

    @Test("with energy power is net of idle")
    func withEnergy() async throws {
        try await FixtureServer.show("figures-metered") { page, server in
            try await page.open(server.base + "/figures.html")
            try await Self.see("power-batch", page)
            #expect(try await Self.marks("power-batch", "points", page) == 24)
            // 52.4 J in 4 s, less 1.3 W.
            #expect(try await Self.table("power-batch", page).allSatisfy { $0[2] == "11.80" })
            try await Self.see("power-operations", page)
            let notes = try await Self.text("#power-operations .source", page)
            #expect(notes.contains("batch 1: 11.8 W, standard deviation"))
            try await Self.see("images-joule", page)
            // 13.1 W for 38.36251112 ms an image.
            #expect(try await Self.table("images-joule", page).first { $0[0] == "resnet18" }?[2] == "1.990")
        }
    }
}
