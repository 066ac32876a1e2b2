import Foundation
import Testing
import Vocabulary

/// Where set-up puts the wheel; `SHOESTRING_AXE` names another file.
private let axe: String? = {
    if let named = ProcessInfo.processInfo.environment["SHOESTRING_AXE"] { return named }
    let libraries = FixtureServer.root.appending(path: ".deps/venv/lib").path
    let pythons = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
    return pythons.map { "\(libraries)/\($0)/site-packages/axe_core_python/axe.min.js" }
        .first { FileManager.default.fileExists(atPath: $0) }
}()

/// Looks at every page of `web-static` with axe-core, which knows what keeps readers of screens, keyboards and magnifiers out.
@Suite(
    "accessibility by axe-core", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: axe != nil, "axe.min.js is not in .deps/venv: make test installs axe-core-python"))
struct AccessibilityTests {
    /// What a page needs in its address to show something; a page that is not named here needs nothing. `RUN` is a finished run, `OTHER` another one.
    private static let queries = ["run.html": "?id=RUN", "costs.html": "?deadline_hours=5"]

    struct Look: Sendable, CustomTestStringConvertible {
        let page: String
        let width: Int
        let scheme: String
        var testDescription: String { "\(page), \(width) px, \(scheme)" }
    }

    /// Every page that there is, so that a new one is looked at too.
    static let looks: [Look] = {
        let folder = FixtureServer.root.appending(path: "web-static").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".html") }.sorted().flatMap { page in
            [320, 1440].flatMap { width in ["light", "dark"].map { Look(page: page, width: width, scheme: $0) } }
        }
    }()

    @Test("there are pages to look at")
    func pages() { #expect(Set(Self.looks.map(\.page)).isSuperset(of: ["index.html", "run.html", "costs.html"])) }

    @Test("no page has a serious or critical violation", arguments: looks)
    func violations(look: Look) async throws {
        let library = try String(contentsOfFile: try #require(axe), encoding: .utf8)
        try await FixtureServer.show("live", width: look.width, height: 844, scheme: look.scheme) { page, server in
            try await page.open(server.base + "/")
            let ids = try await page.evaluate(
                "fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then((b) => b.items.filter((run) => run.status === 'finished').map((run) => run.id))"
            ).items.compactMap(\.text)
            let query = (Self.queries[look.page] ?? "").replacing("RUN", with: ids[0]).replacing("OTHER", with: ids[1])
            try await page.open("\(server.base)/\(look.page)\(query)")
            if FixtureServer.hasVega {
                // Some figures are drawn when they come into sight.
                try await page.evaluate(
                    """
                    (async () => {
                      for (const plot of document.querySelectorAll('.plot')) {
                        plot.scrollIntoView();
                        await new Promise((seen) => setTimeout(seen, 40));
                      }
                    })()
                    """)
                try await page.wait(for: "document.querySelector('.plot svg') || !document.querySelector('.plot')")
            }
            // What is folded away is read too, once it is opened.
            try await page.evaluate(
                "for (const details of document.querySelectorAll('main details')) details.open = true")
            try await page.evaluate(library + "; undefined")
            let found = try await page.evaluate(Self.run).items.compactMap(\.text)
            #expect(found == [])
        }
    }

    /// One line a violation: its rule, its weight, and where it is.
    private static let run = """
        axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
          .filter(({ impact }) => ['serious', 'critical'].includes(impact))
          .map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.slice(0, 5).map(({ target, any }) =>
            `${target.join(' ')} ${any.map(({ message }) => message).join(' ').slice(0, 160)}`).join(' | ')}`))
        """

    @Test("axe is there and finds what is wrong")
    func finds() async throws {
        let library = try String(contentsOfFile: try #require(axe), encoding: .utf8)
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            try await page.evaluate("document.querySelector('main').append(document.createElement('button'))")
            try await page.evaluate(library + "; undefined")
            let found = try await page.evaluate(Self.run).items.compactMap(\.text)
            #expect(found.contains { $0.hasPrefix("button-name (critical)") })
        }
    }
}
