import Foundation
import Testing
import Vocabulary

@Suite(
    "a static report", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct ReportPageTests {
    /// Makes a report of a scenario, closes the server that it came from, and looks at the report from disk.
    private static func look(
        at scenario: String, single: Bool, scripts: Bool = true, width: Int = 1440,
        _ body: (BrowserPage, _ address: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shoestring-report-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let target = folder.appending(path: single ? "report.html" : "report").path
        try await FixtureServer.with(scenario) { server in
            try await Products.shoestring(["report", single ? "--single" : "--out", target, "--url", server.base])
        }
        try await BrowserPage.with(width: width) { page in
            try await page.setScripts(scripts)
            try await body(page, "file://\(target)" + (single ? "" : "/index.html"))
            #expect(page.log.complaints == [])
            let foreign = page.log.requests.filter { address in
                !["file:///", "data:", "blob:", "about:"].contains { address.hasPrefix($0) }
            }
            #expect(foreign == [], "it asks nobody")
        }
    }

    private static let rows = "document.querySelectorAll('.runs tbody tr[data-run]').length"

    @Test(
        "opens from disk and works like the page: sort, figure, a run with its samples, costs",
        arguments: [false, true])
    func works(single: Bool) async throws {
        let name = single ? "single" : "folder"
        try await Self.look(at: "done", single: single) { page, address in
            try await page.open(address)
            #expect(try await page.evaluate(Self.rows) == 30)
            if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#figure svg')") }
            try await page.picture("report-\(name)-overview", whole: true)
            try await page.click("[data-sort=latency]")
            #expect(try await page.evaluate("location.search.includes('sort=latency')") == true)
            try await page.click(".runs tr.finished a")
            try await page.wait(for: "document.querySelector('#section-measured')")
            if FixtureServer.hasVega {
                try await page.wait(for: "document.querySelectorAll('.samples svg').length >= 2")
            }
            #expect(
                try await page.evaluate("document.querySelectorAll('.log li, .log tr, .log > *').length > 0") == true)
            try await page.picture("report-\(name)-run", whole: true)
            try await page.click("nav a[href*='costs.html']")
            try await page.wait(for: "document.querySelectorAll('.costs tbody tr[data-host]').length === 12")
            try await page.picture("report-\(name)-costs", whole: true)
            #expect(try await page.evaluate("document.querySelector('nav a[href*=queue]')") == .null)
        }
    }

    @Test(
        "has the same numbers as plain tables, and the figure as a picture, where scripts are off",
        arguments: [false, true])
    func plain(single: Bool) async throws {
        try await Self.look(at: "done", single: single, scripts: false) { page, address in
            try await page.load(address)
            let text = try await page.evaluate("document.body.innerText").text ?? ""
            #expect(text.contains("A report of 30 runs, as of 2026-11-21"))
            for name in ["resnet18 b1 fp32", "vgg16 b8 bf16", "unsupported_precision"] { #expect(text.contains(name)) }
            #expect(!text.contains("Loading"), "what scripts would fill is hidden")
            let rows = "[...document.querySelectorAll('noscript table')][0].tBodies[0].rows.length"
            #expect(try await page.evaluate(rows) == 30)
            if FixtureServer.hasVega {
                #expect(try await page.evaluate("document.querySelector('.picture').naturalWidth > 300") == true)
            }
            // All runs stand in the one file, too many pixels for one picture.
            try await page.picture("report-\(single ? "single" : "folder")-plain", whole: !single)
            let link =
                try await page.evaluate("document.querySelector('noscript table a').getAttribute('href')").text ?? ""
            if single {
                #expect(try await page.evaluate("document.querySelector('\(link)') !== null") == true)
            } else {
                try await page.load(address.replacing("index.html", with: link.dropFirst(2)))
                #expect(try await page.evaluate("document.body.innerText.includes('latency_median_ms')") == true)
            }
        }
    }

    @Test(
        "shows markup in names, tags and logs as text",
        arguments: [(false, true), (true, true), (false, false), (true, false)])
    func hostile(single: Bool, scripts: Bool) async throws {
        try await Self.look(at: "hostile", single: single, scripts: scripts) { page, address in
            try await (scripts ? page.open(address) : page.load(address))
            let markup = "document.querySelectorAll('main script, main i, main u, main img:not(.picture)').length"
            #expect(try await page.evaluate(markup) == 0)
            let text = try await page.evaluate("document.body.innerText").text ?? ""
            #expect(text.contains("<script>alert(1)</script>"))
            #expect(text.contains("[U+202E]evil gnp.exe"))
            #expect(try await page.evaluate("document.title.includes('owned')") == false)
        }
    }

    @Test(
        "a training's curves are there, and a closer look says that a report has no finer ones",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"), arguments: [false, true])
    func curves(single: Bool) async throws {
        try await Self.look(at: "trained", single: single) { page, address in
            let id = String(repeating: "a", count: 32)
            try await page.open(
                single ? address + "?page=run.html&id=\(id)" : address.replacing("index.html", with: "runs/\(id).html"))
            try await page.wait(for: "document.documentElement.dataset.curves === 'drawn'")
            let keys = try await page.evaluate("document.getElementById('curve-keys').innerText").text ?? ""
            #expect(keys.contains("this report holds each curve in the stretches that are drawn"), "\(keys)")
            _ = try await page.evaluate("document.querySelector('.curve').focus()")
            for _ in 0..<3 { try await page.press("+") }
            try await page.wait(for: "document.querySelector('.where').textContent.includes('Looking at steps')")
            try await page.wait(for: "document.querySelector('.curve-card').innerText.includes('Of the whole run: ')")
            let words = try await page.evaluate("document.querySelector('.curve-card').innerText").text ?? ""
            // 100,000 steps, a spike of one value among them.
            #expect(words.contains("100,000 values, in ") && words.contains(" to 50.0"), "\(words)")
        }
    }

    @Test("fits a phone", arguments: [false, true])
    func phone(scripts: Bool) async throws {
        try await Self.look(at: "done", single: true, scripts: scripts, width: 390) { page, address in
            try await (scripts ? page.open(address) : page.load(address))
            #expect(try await page.evaluate("document.documentElement.scrollWidth <= innerWidth") == true)
            try await page.picture("report-phone-\(scripts ? "scripts" : "plain")", whole: scripts)
        }
    }
}
