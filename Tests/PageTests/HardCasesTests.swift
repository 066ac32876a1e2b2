import Testing
import Vocabulary

/// What people and machines put into names, tags and numbers, and what links point at that is gone: on every page.
@Suite(
    "hard cases", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct HardCasesTests {
    private static let ids = (1...4).map { String(repeating: "0", count: 31) + String($0) }

    /// Every page with the scenario's names that are markup, right-to-left or 500 letters long, and numbers that are none.
    static let paths =
        [
            "/", "/?q=alert&run=\(ids[0])", "/compare.html", "/compare.html?selected=\(ids.joined(separator: ","))",
            "/figures.html", "/costs.html?device=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/run.html?id=JOB",
            "/queue.html?show=running,waiting,paused,ended", "/sweep.html?id=1",
        ] + ids.map { "/run.html?id=\($0)" }

    @Test("every page shows them as text, within its width, and no word of the machine", arguments: paths, [390, 1440])
    func sane(path: String, width: Int) async throws {
        try await FixtureServer.show("hostile", width: width) { page, server in
            var path = path
            if path.hasSuffix("JOB") {
                // The run whose name is a script and that has a job, a log and bills.
                try await page.open(server.base + "/")
                let id = try await page.evaluate(
                    "fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then((b) => b.items.find((run) => run.job === 1).id)"
                )
                path = path.replacing("JOB", with: id.text ?? "")
            }
            try await page.open(server.base + path)
            try await page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            if path.hasPrefix("/run.html"), FixtureServer.hasVega {
                try await page.wait(for: "document.querySelector('#sections').innerText.length > 100")
            }
            let markup = "document.querySelectorAll('main script, main img, main i, main u, main bdi > *').length"
            #expect(try await page.evaluate(markup) == 0)
            #expect(
                try await page.evaluate("document.title === 'owned' || document.title.includes('\\u202e')") == false)
            #expect(
                try await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)")
                    == .integer(Int64(width)))
            let words = try await page.evaluate(
                "document.body.innerText.match(/.{0,30}(\\bundefined\\b|\\[object |Invalid Date|\\bnull\\b|\\u202e).{0,30}/g) ?? []"
            )
            #expect(words.items.compactMap(\.text) == [])
            #expect(page.log.complaints == [])
            let name = path.prefix { $0 != "?" }.dropFirst().replacing(".html", with: "")
            try await page.picture("hard-\(name)-\(path.suffix(1))-\(width)", whole: true)
        }
    }

    @Test("a run without samples says so, and a number that is none is shown as what it is")
    func samples() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/run.html?id=\(Self.ids[0])")
            let text = try await page.evaluate("document.querySelector('main').innerText").text ?? ""
            for part in ["This run kept no raw samples", "NaN", "∞", "−∞"] { #expect(text.contains(part), "\(part)") }
        }
    }

    @Test("a link to a run that is gone says so on each page that links name runs on")
    func gone() async throws {
        let deleted = String(repeating: "f", count: 32)
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/run.html?id=\(deleted)")
            let words = try await page.evaluate("document.querySelector('main').innerText").text ?? ""
            #expect(words.contains("No such run") && words.contains("it may have been deleted"))
            #expect(try await page.evaluate("document.querySelectorAll('main a[href=\"/\"]').length >= 1") == true)

            try await page.open(server.base + "/compare.html?runs=\(deleted)")
            let gone = try await page.evaluate("document.getElementById('gone').innerText").text ?? ""
            #expect(gone.contains("no longer there"))

            try await page.open(server.base + "/?run=\(deleted)")
            #expect(try await page.evaluate("document.querySelectorAll('.runs tr[data-run]').length > 0") == true)
            let selected = try await page.evaluate("document.getElementById('figure-selected').innerText").text ?? ""
            #expect(selected.contains("no longer there"), "\(selected)")

            // A deleted run that the bin still has is shown, and called deleted.
            try await page.open(server.base + "/run.html?id=\(String(repeating: "d", count: 32))")
            let badges = try await page.evaluate("document.querySelector('.badges').innerText").text ?? ""
            #expect(badges.contains("deleted: in the bin"))
            #expect(page.log.complaints == [])
        }
    }
}
