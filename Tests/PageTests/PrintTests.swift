import Foundation
import Testing
import Vocabulary

/// Pages on paper: read by somebody who cannot click, scroll or turn the light off.
@Suite("on paper", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct PrintTests {
    /// Pages with the scenario that fills them; `RUN` is a finished run.
    static let pages = [
        ("live", "/"), ("compare", "/compare.html?group=model"), ("figures", "/figures.html"),
        ("done", "/costs.html?deadline_hours=5"), ("live", "/run.html?id=RUN"),
        ("trained", "/run.html?id=\(String(repeating: "a", count: 32))"), ("live", "/queue.html"),
        ("done", "/sweep.html?id=1"),
    ]

    /// A4 across less twelve millimetres on both sides, in CSS pixels.
    private static let sheet = 1032

    private static let controls = """
        [...document.querySelectorAll('button, input, select, textarea, summary, dialog')]
          .filter((e) => e.checkVisibility() && !e.matches('thead button, tbody button')).map((e) => e.outerHTML.slice(0, 120))
        """

    /// What would have to be scrolled to be read, or runs over what stands below it.
    private static let cut = """
        [...document.querySelectorAll('main, main *')]
          .filter((e) => e.checkVisibility() && !e.closest('svg, .visually-hidden, progress') && (e.matches('.table-scroll, .scroll, .log') || getComputedStyle(e).overflow !== 'visible'))
          .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
          .map((e) => `${e.className || e.tagName}: ${e.scrollWidth} × ${e.scrollHeight} in ${e.clientWidth} × ${e.clientHeight}`)
        """

    /// The colours of the letters of all figures, once each.
    private static let letters =
        "[...new Set([...document.querySelectorAll('.plot svg text')].map((e) => getComputedStyle(e).fill))].sort()"

    private static func contrastToWhite(_ colour: JSONValue) -> Double {
        let parts = (colour.text ?? "").matches(of: /[0-9.]+/).compactMap { Double($0.0) }
        return parts.count >= 3 ? CraftTests.contrast(Array(parts.prefix(3)), [255, 255, 255]) : 0
    }

    @Test("no control is there, nothing is cut off, and a dark page is light, its figures too", arguments: pages)
    func paper(scenario: String, path: String) async throws {
        try await FixtureServer.show(scenario, scheme: "dark") { page, server in
            try await Self.open(path, page, server)
            let dark = try await page.evaluate(Self.letters)
            try await page.setScheme("dark", media: "print")
            let before = String(decoding: dark.canonicalData(), as: UTF8.self)
            // The medium changes with the next frame.
            try await page.wait(for: "JSON.stringify(\(Self.letters)) !== '\(before)' || '\(before)' === '[]'")
            #expect(try await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)")
            let ink = try await page.evaluate("getComputedStyle(document.body).color")
            #expect(Self.contrastToWhite(ink) > 10)
            for colour in try await page.evaluate(Self.letters).items {
                #expect(Self.contrastToWhite(colour) >= 4.5, "\(colour)")
            }
            #expect(try await page.evaluate(Self.controls).items.compactMap(\.text) == [])
            try await page.setScheme("dark")
            try await page.wait(for: "JSON.stringify(\(Self.letters)) === '\(before)'")

            // The medium alone, on a sheet's width.
            try await page.setViewport(width: Self.sheet, height: 900)
            try await page.setScheme("dark", media: "print")
            #expect(try await page.evaluate(Self.cut).items.compactMap(\.text) == [])
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(Self.sheet)))
            try await page.picture("paper-\(path.prefix { $0 != "?" }.dropFirst())-\(scenario)", whole: true)
            #expect(page.log.complaints == [])
        }
    }

    @Test("printing changes the colours of figures before the sheets are taken, and gives them back", arguments: pages)
    func sheets(scenario: String, path: String) async throws {
        try await FixtureServer.show(scenario, scheme: "dark") { page, server in
            try await Self.open(path, page, server)
            let dark = try await page.evaluate(Self.letters)
            try await page.evaluate("addEventListener('beforeprint', () => { window.printed = \(Self.letters); })")
            let name = path.prefix { $0 != "?" }.dropFirst().replacing(".html", with: "")
            let sheets = try await page.print("print-\(name.isEmpty ? "overview" : name)-\(scenario)")
            #expect(sheets.starts(with: Data("%PDF".utf8)))
            let printed = try await page.evaluate("window.printed").items
            #expect(printed.count == dark.items.count)
            for colour in printed { #expect(Self.contrastToWhite(colour) >= 4.5, "\(colour)") }
            #expect(try await page.evaluate(Self.letters) == dark)
        }
    }

    /// Opens a page and sees to it that its figures are drawn.
    private static func open(_ path: String, _ page: BrowserPage, _ server: FixtureServer) async throws {
        var path = path
        if path.contains("RUN") {
            try await page.open(server.base + "/")
            let id = try await page.evaluate(
                "fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then((b) => b.items.find((run) => run.status === 'finished').id)"
            )
            path = path.replacing("RUN", with: id.text ?? "")
        }
        try await page.open(server.base + path)
        guard FixtureServer.hasVega else { return }
        try await page.evaluate(
            """
            (async () => {
              for (const figure of document.querySelectorAll('.plot, .grid > figure')) {
                figure.scrollIntoView();
                await new Promise((seen) => setTimeout(seen, 40));
              }
            })()
            """)
        // Figures that wait for their data have their words first; three looks alike mean that nothing more comes.
        try await page.wait(
            for: """
                (() => {
                  const now = document.querySelectorAll('.plot svg *').length;
                  window.alike = now === window.before ? (window.alike ?? 0) + 1 : 0;
                  window.before = now;
                  return window.alike > 60;
                })()
                """)
    }
}
