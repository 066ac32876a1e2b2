import Testing
import Vocabulary

/// The scenario `compare` has 38 runs: the 30 of `done` (6 networks), 3 of an uploaded network, 4 that a client logged, 1 compression; one more is in
/// the bin.
@Suite(
    "the compare page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CompareTests {
    /// The ids of the runs in the table, from top to bottom.
    static let shownIDs = "[...document.querySelectorAll('.compare tbody tr[data-run]')].map((row) => row.dataset.run)"
    /// The keys of its columns, from left to right.
    static let shownColumns =
        "[...document.querySelectorAll('.compare thead [data-sort]')].map((button) => button.dataset.sort)"
    /// The fixture's runs of a client: medians 10 [9.8, 10.2], 10.1 [9.9, 10.3], 20 [19, 21] and 11 without an interval.
    static func client(_ number: Int) -> String { "5" + String(repeating: "0", count: 30) + String(number) }

    /// The text of a column's cells, from top to bottom.
    static func column(_ key: String) -> String {
        """
        (() => {
          const at = [...document.querySelectorAll('.compare thead th')].findIndex((th) => th.querySelector('[data-sort="\(key)"]')) + 1;
          return [...document.querySelectorAll('.compare tbody tr[data-run]')].map((row) => row.children[at].textContent);
        })()
        """
    }

    static func count(_ page: BrowserPage) async throws -> JSONValue {
        try await page.evaluate("\(shownIDs).length")
    }

    @Test("it shows every run with units, a caption, scopes and a box to select it by")
    func table() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html")
            #expect(try await Self.count(page) == 38)
            #expect(try await page.evaluate("document.getElementById('count').textContent") == "38 runs")
            #expect(
                try await page.evaluate("document.querySelector('.compare').caption.textContent.length > 40") == true)
            #expect(try await page.evaluate("document.querySelectorAll('.compare tbody th[scope=row]').length") == 38)
            #expect(try await page.evaluate("document.querySelectorAll('.compare tbody .pick').length") == 38)
            #expect(
                try await page.evaluate("document.querySelector('.compare').getAttribute('aria-rowcount')") == "39")
            let head = try await page.evaluate("document.querySelector('.compare thead .c-latency').innerText").text
            #expect(head?.contains("ms per request [95 %]") == true)
            #expect(try await page.evaluate("location.search") == "", "what has its default is not in the address")
            #expect(page.log.complaints == [])
        }
    }

    @Test("a click sorts by a column, one with Shift by several, and only the first carries aria-sort")
    func sort() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?f.asked=in:fp32")
            try await page.click("[data-sort=batch]")
            #expect(try await page.evaluate("location.search") == "?f.asked=in%3Afp32&sort=batch")
            try await page.evaluate(
                "document.querySelector('[data-sort=model]').dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))"
            )
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('sort')") == "batch,model")
            let batches = try await page.evaluate(Self.column("batch")).items.compactMap(\.text)
            let models = try await page.evaluate(Self.column("model")).items.compactMap(\.text)
            // 6 networks with batch 1 in two modes, 6 with batch 8, and the uploaded one with 1, 2 and 4.
            #expect(
                batches == Array(repeating: "1", count: 13) + ["2", "4"] + Array(repeating: "8", count: 6))
            #expect(models[0].hasPrefix("alexnet") && models[12].hasPrefix("vgg16"))
            #expect(Array(models[15...]) == models[15...].sorted())
            #expect(try await page.evaluate("document.querySelectorAll('[aria-sort]').length") == 1)
            #expect(
                try await page.evaluate(
                    "document.querySelector('[data-sort=model] .place').textContent")
                    == " second in the order, ascending")
        }
    }

    @Test("missing values and NaN come last in either direction", arguments: ["", "-"])
    func missingLast(direction: String) async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?columns=m.loss&sort=\(direction)m.loss")
            let losses = try await page.evaluate(Self.column("m.loss")).items.compactMap(\.text)
            let known = ["0.1250", "0.2500", "0.5000"]
            #expect(Array(losses.prefix(3)) == (direction.isEmpty ? known : known.reversed()))
            #expect(Set(losses.dropFirst(3)) == ["NaN", "–"])
        }
    }

    @Test("columns filter by a range of numbers, by values and by words, and the address says so")
    func filter() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=client")
            #expect(try await Self.count(page) == 4)
            try await page.click("[data-menu=latency]")
            try await page.wait(for: "document.activeElement.name === 'low'")
            try await page.type("10.05")
            // 10.1, 11 and 20 ms.
            #expect(try await Self.count(page) == 3)
            try await page.press("Tab")
            try await page.type("12")
            #expect(try await Self.count(page) == 2)
            try await page.press("Escape")
            #expect(try await page.evaluate("document.activeElement.dataset.menu") == "latency")
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('f.latency')") == "10.05..12")
            #expect(
                try await page.evaluate("document.getElementById('chips').innerText.includes('10.05 to 12')") == true)
            try await page.open(server.base + "/compare.html?f.status=in:failed")
            #expect(try await Self.count(page) == 2)
            try await page.open(server.base + "/compare.html?f.m.loss=0..1")
            #expect(try await Self.count(page) == 3, "a run whose loss is NaN is in no range")
            try await page.open(server.base + "/compare.html?f.p.optimizer=in:")
            #expect(try await Self.count(page) == 34, "an empty value means: not known")
            try await page.open(server.base + "/compare.html?f.name=~INT8")
            #expect(try await Self.count(page) == 1)
        }
    }

    @Test("unticking a value of a column leaves its runs out, and Everything brings them back")
    func values() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html")
            try await page.click("[data-menu=status]")
            try await page.click("#column-menu .tick input[value=failed]")
            #expect(try await Self.count(page) == 36)
            #expect(try await page.evaluate("location.search") == "?f.status=in%3Afinished")
            try await page.click("#column-menu .menu-filter > button")
            #expect(try await Self.count(page) == 38)
            #expect(try await page.evaluate("location.search") == "")
        }
    }

    @Test("groups have the count and the median of their runs' numbers, fold, and are in the address")
    func group() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?group=experiment&columns=latency,asked")
            #expect(try await page.evaluate("document.querySelectorAll('.compare tr.group').length") == 2)
            let words = "document.querySelector('.compare tr.group[data-group=\"client logs\"]')"
            #expect(try await page.evaluate("\(words).textContent.includes('Experiment: client logs, 5 runs')") == true)
            // Of 6 (the compression), 10, 10.1, 11 and 20 ms.
            #expect(try await page.evaluate("\(words).children[2].textContent") == "10.10 of 5")
            try await page.click(".compare tr.group[data-group='client logs'] button")
            #expect(try await Self.count(page) == 33)
            #expect(try await page.evaluate("\(words).querySelector('button').ariaExpanded") == "false")
            #expect(try await page.evaluate("new URLSearchParams(location.search).get('folded')") == "client logs")
            try await page.click("#fold-all")
            #expect(try await Self.count(page) == 0)
            try await page.click(".compare tr.group[data-group='client logs'] .pick")
            #expect(
                try await page.evaluate("document.getElementById('picked').textContent") == "5 selected",
                "a group's box selects its runs")
        }
    }

    @Test("columns can be pinned, moved, hidden and added, whatever some run has")
    func columns() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?columns=batch,latency,rate")
            func choose(_ key: String, _ words: String) async throws {
                try await page.click("[data-menu='\(key)']")
                try await page.evaluate(
                    "[...document.querySelectorAll('#column-menu button')].find((b) => b.textContent === '\(words)').click()"
                )
            }
            try await choose("rate", "← Move")
            #expect(try await page.evaluate(Self.shownColumns) == ["model", "batch", "rate", "latency"])
            try await choose("latency", "Pin")
            #expect(try await page.evaluate(Self.shownColumns) == ["model", "latency", "batch", "rate"])
            #expect(
                try await page.evaluate("getComputedStyle(document.querySelector('td.c-latency')).position") == "sticky"
            )
            try await choose("batch", "Hide")
            #expect(try await page.evaluate("location.search") == "?columns=rate%2Clatency&pinned=latency")
            try await page.click("#columns summary")
            // The list is made when it is opened, which the browser says a moment later.
            try await page.wait(for: "document.querySelector('[data-column]')")
            for key in ["m.top1_accuracy", "p.lr", "t.team", "c.calibration_images", "m.loss"] {
                try await page.click("[data-column='\(key)']")
            }
            #expect(try await page.evaluate(Self.shownColumns).items.count == 8)
            let accuracy = try await page.evaluate(Self.column("m.top1_accuracy")).items.compactMap(\.text)
            #expect(
                accuracy.filter { $0 != "–" } == ["0.7000 [0.6600, 0.7400]"], "an interval stands with its middle")
            #expect(
                try await page.evaluate("document.querySelector('[data-column=\"m.top1_accuracy_low\"]')") == .null)
        }
    }

    @Test("an address shows the same view to somebody else: runs, columns, groups, selection, axes")
    func sharedView() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(
                server.base
                    + "/compare.html?experiments=3&sweeps=2&group=kind&columns=latency,p.lr&pinned=p.lr&sort=-latency&y=latency&x=m.loss&yscale=linear&colour=p.optimizer&differing=yes"
            )
            // 4 of the client, 1 compression, 3 of the second sweep.
            #expect(try await Self.count(page) == 8)
            try await page.click("tr[data-run='\(Self.client(1))'] .pick")
            try await page.click("tr[data-run='\(Self.client(3))'] .pick")
            let address = try await page.evaluate("location.href").text ?? ""
            let view =
                "[\(Self.shownIDs), \(Self.shownColumns), [...document.querySelectorAll('tr.selected')].map((r) => r.dataset.run), ['x', 'y', 'colour', 'xscale', 'yscale'].map((n) => document.getElementById('axis-' + n).value), document.querySelectorAll('.diff thead th').length, document.querySelector('[data-diff=differing]').checked]"
            let before = try await page.evaluate(view)
            #expect(before.items[2] == [.string(Self.client(3)), .string(Self.client(1))])
            try await BrowserPage.with { other in
                try await other.open(address)
                try await other.wait(for: "document.querySelectorAll('.diff thead th').length === 3")
                #expect(try await other.evaluate(view) == before)
            }
        }
    }

    @Test("a link outlives its runs: deleted ones are marked, unknown ones named and taken out when the reader likes")
    func deletedRuns() async throws {
        try await FixtureServer.show("compare") { page, server in
            let deleted = String(repeating: "d", count: 32), unknown = String(repeating: "e", count: 32)
            try await page.open(
                server.base
                    + "/compare.html?runs=\(Self.client(1)),\(deleted),\(unknown)&selected=\(deleted),\(unknown)")
            #expect(try await page.evaluate("\(Self.shownIDs).sort()") == [.string(Self.client(1)), .string(deleted)])
            #expect(
                try await page.evaluate("document.querySelector('tr.deleted').innerText.includes('deleted')") == true)
            #expect(
                try await page.evaluate("document.getElementById('gone').innerText").text?.hasPrefix(
                    "One run of this link is no longer there: \(unknown)") == true)
            try await page.click("#gone button")
            #expect(try await page.evaluate("document.getElementById('gone').hidden") == true)
            #expect(try await page.evaluate("location.search.includes('eeee')") == false)
            #expect(page.log.complaints == [])
        }
    }

    @Test("an address that says nonsense shows everything that it can")
    func nonsenseAddress() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(
                server.base
                    + "/compare.html?columns=nothing,batch&sort=-nothing&group=nothing&x=nothing&y=m.loss&runs=zz&f.nothing=in:1&pinned=q&selected=,,&xscale=sideways"
            )
            #expect(try await Self.count(page) == 38)
            #expect(try await page.evaluate(Self.shownColumns) == ["model", "batch"])
            #expect(
                try await page.evaluate("document.getElementById('chips').innerText.includes('no run has this field')")
                    == true)
            #expect(page.log.complaints == [])
        }
    }
}
