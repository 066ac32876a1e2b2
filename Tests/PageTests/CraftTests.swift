import Foundation
import Testing
import Vocabulary

@Suite("craft", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CraftTests {
    /// One way to look at the page.
    struct Look: Sendable, CustomTestStringConvertible {
        let width: Int
        let scheme: String
        var testDescription: String { "\(width) px, \(scheme)" }
    }

    static let looks = [320, 390, 768, 1440, 2560].flatMap { width in
        ["light", "dark"].map { Look(width: width, scheme: $0) }
    }

    private static func someRun(_ page: BrowserPage) async throws -> String {
        let id = try await page.evaluate(
            "fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then((b) => b.items.find((run) => run.name === 'resnet18 b1 fp32').id)"
        )
        return id.text ?? ""
    }

    @Test(
        "every page fits its width in both themes, without a complaint, and asks nobody but its own origin",
        arguments: looks)
    func fits(look: Look) async throws {
        let height = look.width < 600 ? 844 : 900
        try await FixtureServer.show("live", width: look.width, height: height, scheme: look.scheme) { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.someRun(page)
            for (name, address) in [
                ("overview", "/"), ("run", "/run.html?id=\(id)"), ("costs", "/costs.html?deadline_hours=5"),
            ] {
                try await page.open(server.base + address)
                if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('.plot svg')") }
                #expect(
                    try await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)")
                        == .integer(Int64(look.width)), "\(name)")
                let ground = try await page.evaluate("getComputedStyle(document.body).backgroundColor")
                #expect(ground == (look.scheme == "light" ? "rgb(244, 246, 245)" : "rgb(15, 20, 22)"))
                try await page.picture("\(name)-\(look.width)-\(look.scheme)", whole: true)
            }
            if FixtureServer.hasVega { #expect(page.log.complaints == []) }
            let foreign = page.log.requests.filter {
                !$0.hasPrefix(server.base + "/") && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:")
            }
            #expect(foreign == [])
        }
    }

    @Test("the button chooses a theme against the system's, and it is remembered")
    func theme() async throws {
        try await FixtureServer.show("done", scheme: "dark") { page, server in
            try await page.open(server.base + "/")
            for expected in ["light", "dark", "system"] {
                try await page.click("#theme")
                #expect(
                    try await page.evaluate("document.getElementById('theme').textContent")
                        == .string("Theme: \(expected)"))
                if expected == "light" {
                    #expect(
                        try await page.evaluate("getComputedStyle(document.body).backgroundColor")
                            == "rgb(244, 246, 245)")
                    try await page.open(server.base + "/")
                    #expect(try await page.evaluate("document.documentElement.dataset.theme") == "light")
                }
            }
        }
    }

    @Test(
        "text has a contrast of 4.5 against its ground, and marks and borders one of 3", arguments: ["light", "dark"])
    func contrast(scheme: String) async throws {
        try await FixtureServer.show("done", scheme: scheme) { page, server in
            try await page.open(server.base + "/")
            for (names, grounds, least) in Self.pairs {
                for name in names {
                    for ground in grounds {
                        let colours = try await page.evaluate(
                            """
                            import('/js/figure.js').then(({ colour }) => [colour('\(name)'), colour('\(ground)')]
                              .map((text) => text.match(/[0-9.]+/g).slice(0, 3).map(Number)))
                            """
                        ).items.map { $0.items.compactMap(\.double) }
                        let ratio = Self.contrast(colours[0], colours[1])
                        #expect(ratio >= least, "\(name) on \(ground): \(ratio)")
                    }
                }
            }
        }
    }

    /// Foregrounds, the grounds that they stand on, and WCAG 2.2's least contrast (1.4.3 for text, 1.4.11 for what is not).
    private static let pairs: [([String], [String], Double)] = [
        (["text", "muted", "accent", "good", "bad", "warm"], ["ground", "surface", "raised", "selected"], 4.5),
        (["good"], ["good-ground"], 4.5), (["fair"], ["fair-ground", "surface"], 4.5),
        (["bad", "text", "muted"], ["bad-ground"], 4.5),
        (["on-accent"], ["accent-ground"], 4.5),
        (["fp32", "bf16", "fp16", "int8", "accent-mark", "line-strong"], ["surface"], 3),
    ]

    /// WCAG 2.2's contrast ratio of two sRGB colours of 0…255.
    static func contrast(_ one: [Double], _ other: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            let linear = colour.map { $0 / 255 }.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test(
        "every control has a name, headings do not skip a level, ids are unique, targets are at least 24 px",
        arguments: ["/", "/run.html?id=", "/costs.html"])
    func structure(path: String) async throws {
        try await FixtureServer.show("live", width: 390, height: 844) { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.someRun(page)
            try await page.open(server.base + path + (path.hasSuffix("=") ? id : ""))
            if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('.plot svg')") }
            try await Self.checkStructure(page)
        }
    }

    /// Records what a reader without eyes or with thick fingers would miss.
    static func checkStructure(_ page: BrowserPage) async throws {
        let nameless = try await page.evaluate(Self.nameless).items
        #expect(nameless == [])
        let skipped = try await page.evaluate(Self.skippedHeadings).items
        #expect(skipped == [])
        let doubled =
            "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)"
        #expect(try await page.evaluate(doubled) == [])
        #expect(try await page.evaluate("document.querySelectorAll('h1').length") == 1)
        #expect(try await page.evaluate("document.querySelectorAll('main, [role=main]').length") == 1)
        #expect(try await page.evaluate("document.documentElement.lang") == "en")
        #expect(
            try await page.evaluate(
                "[...document.querySelectorAll('img')].every((image) => image.hasAttribute('alt'))") == true)
        let small = """
            [...document.querySelectorAll('button, input, select, summary')].filter((e) => e.offsetParent)
              .filter((e) => e.offsetHeight < 24 || e.offsetWidth < 24).map((e) => e.outerHTML.slice(0, 80))
            """
        #expect(try await page.evaluate(small) == [])
    }

    /// Controls and regions without a name.
    static let nameless = """
        [...document.querySelectorAll('button, input, select, a[href], progress, [role=img], [role=region], dialog, form')]
          .filter((e) => {
            const by = (e.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean).map((id) => document.getElementById(id)?.textContent ?? '').join('');
            const label = e.labels ? [...e.labels].map((l) => l.textContent).join('') : '';
            return !(e.getAttribute('aria-label') || by || label || (['BUTTON', 'A'].includes(e.tagName) && e.textContent.trim()));
          }).map((e) => e.outerHTML.slice(0, 120))
        """

    /// Places where a level of headings is left out.
    static let skippedHeadings = """
        [...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1]))
          .map((level, i, all) => (i > 0 && level > all[i - 1] + 1 ? `${all[i - 1]} to ${level}` : null)).filter(Boolean)
        """

    @Test(
        "the figure has a description, a source, and the same points as a table",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
    func figure() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.wait(for: "document.querySelector('#figure svg')")
            #expect(try await page.evaluate("document.getElementById('figure').getAttribute('role')") == "img")
            // 24 runs in latency mode less the 2 that failed; the 6 in throughput mode are named as not drawn.
            let source = try await page.evaluate("document.getElementById('figure-source').textContent").text ?? ""
            #expect(source.hasPrefix("Source: 22 runs") && source.contains("Not drawn: 6 runs in throughput mode"))
            #expect(
                try await page.evaluate(
                    "document.querySelectorAll('#figure svg .role-mark path[aria-roledescription=point]').length") == 22
            )
            try await page.click("#figure-data summary")
            try await page.wait(for: "document.querySelectorAll('#figure-data tbody tr').length === 22")
        }
    }

    @Test(
        "a click on a point selects its run in table and address, and offers its page",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
    func selection() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/?model=vgg16&precision=fp32&batch=1&q=latency")
            try await page.wait(for: "document.querySelector('#figure svg path[aria-roledescription=point]')")
            try await page.click("#figure svg path[aria-roledescription=point]")
            try await page.wait(for: "document.querySelector('.runs tr.selected')")
            let selected =
                try await page.evaluate("document.querySelector('.runs tr.selected').dataset.run").text ?? "?"
            #expect(try await page.evaluate("location.search").text?.contains("run=\(selected)") == true)
            #expect(
                try await page.evaluate("document.querySelector('#figure-selected a').getAttribute('href')")
                    == .string("/run.html?id=\(selected)"))
        }
    }
}
