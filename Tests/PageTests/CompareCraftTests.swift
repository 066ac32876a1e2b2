import Testing
import Vocabulary

@Suite(
    "craft of the compare page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CompareCraftTests {
    @Test(
        "it fits its width in both themes, without a complaint, and asks nobody but its own origin",
        arguments: CraftTests.looks)
    func fits(look: CraftTests.Look) async throws {
        let height = look.width < 600 ? 844 : 900
        try await FixtureServer.show("compare", width: look.width, height: height, scheme: look.scheme) {
            page, server in
            let selected = (1...3).map(CompareTests.client).joined(separator: ",")
            try await page.open(server.base + "/compare.html?selected=\(selected)&group=asked&pinned=batch")
            if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#compare-plot svg')") }
            try await page.wait(for: "document.querySelector('.diff')")
            #expect(
                try await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)")
                    == .integer(Int64(look.width)))
            let ground = try await page.evaluate("getComputedStyle(document.body).backgroundColor")
            #expect(ground == (look.scheme == "light" ? "rgb(244, 246, 245)" : "rgb(15, 20, 22)"))
            try await page.picture("compare-\(look.width)-\(look.scheme)", whole: true)
            try await page.click("[data-menu=status]")
            try await page.wait(for: "document.getElementById('column-menu').matches(':popover-open')")
            #expect(
                try await page.evaluate(
                    "(({ left, right, top, bottom }) => left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight)(document.getElementById('column-menu').getBoundingClientRect())"
                ) == true, "the menu stands within what is seen")
            try await page.picture("compare-menu-\(look.width)-\(look.scheme)")
            if FixtureServer.hasVega { #expect(page.log.complaints == []) }
            let foreign = page.log.requests.filter {
                !$0.hasPrefix(server.base + "/") && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:")
            }
            #expect(foreign == [])
        }
    }

    @Test("the model's column stays in sight while the table scrolls sideways, also on a phone")
    func pinnedOnPhone() async throws {
        try await FixtureServer.show("compare", width: 390, height: 844) { page, server in
            try await page.open(server.base + "/compare.html?pinned=batch")
            try await page.evaluate("document.querySelector('#table .table-scroll').scrollLeft = 400")
            let left = "document.querySelector('.compare tbody th').getBoundingClientRect().left"
            #expect((try await page.evaluate(left).double ?? -1) >= 0)
            #expect(
                try await page.evaluate(
                    "document.querySelector('.compare tbody .pinned-more').getBoundingClientRect().left < 0") == true,
                "pinned columns would leave no room for others")
        }
    }

    @Test("colours of categories have a contrast of 3 against the surface", arguments: ["light", "dark"])
    func contrast(scheme: String) async throws {
        try await FixtureServer.show("compare", scheme: scheme) { page, server in
            try await page.open(server.base + "/compare.html")
            for number in 1...8 {
                let colours = try await page.evaluate(
                    """
                    import('/js/figure.js').then(({ colour }) => [colour('category-\(number)'), colour('surface')]
                      .map((text) => text.match(/[0-9.]+/g).slice(0, 3).map(Number)))
                    """
                ).items.map { $0.items.compactMap(\.double) }
                let ratio = CraftTests.contrast(colours[0], colours[1])
                #expect(ratio >= 3, "category-\(number): \(ratio)")
            }
        }
    }

    @Test("it works with the keyboard alone: sort, filter, select a range, fold")
    func keyboard() async throws {
        try await FixtureServer.show("compare") { page, server in
            try await page.open(server.base + "/compare.html?q=client&sort=name")
            func tab(until condition: String) async throws {
                for _ in 0..<80 {
                    if try await page.evaluate(condition) == true { return }
                    try await page.press("Tab")
                }
                Issue.record("\(condition) was not reached with the Tab key")
            }
            try await tab(until: "document.activeElement.className === 'skip'")
            try await page.press("Enter")
            try await page.wait(for: "document.activeElement.id === 'results'")
            try await tab(until: "document.activeElement.dataset.sort === 'batch'")
            try await page.press("Enter")
            #expect(
                try await page.evaluate(
                    "document.activeElement.closest('th').ariaSort") == "ascending", "the focus stays")
            try await tab(until: "document.activeElement.dataset.menu === 'latency'")
            try await page.press("Enter")
            try await page.wait(for: "document.activeElement.name === 'low'")
            try await page.press("Escape")
            try await page.wait(for: "document.activeElement.dataset.menu === 'latency'")
            try await tab(until: "document.activeElement.matches('tbody .pick')")
            try await page.press(" ")
            try await page.press("ArrowDown")
            try await page.press("ArrowDown")
            #expect(try await page.evaluate("document.querySelectorAll('tr.selected').length") == 1)
            try await page.press(" ", shift: true)
            #expect(try await page.evaluate("document.querySelectorAll('tr.selected').length") == 3)
            try await page.press("ArrowDown", shift: true)
            #expect(try await page.evaluate("document.querySelectorAll('tr.selected').length") == 4)
            try await page.open(server.base + "/compare.html?group=kind")
            try await tab(until: "document.activeElement.matches('.fold')")
            try await page.press("Enter")
            #expect(try await page.evaluate("document.activeElement.ariaExpanded") == "false", "the focus stays")
        }
    }

    @Test("markup, right-to-left text, long tags and numbers that are none are shown as text")
    func hostile() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/compare.html")
            let keys = try await page.evaluate(
                """
                import('/js/compare-columns.js').then(({ Catalogue }) => fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then(({ items }) => {
                  const catalogue = new Catalogue(); catalogue.learn(items); return catalogue.columns.map(({ key }) => key); }))
                """
            ).items.compactMap(\.text)
            #expect(keys.contains("m.<i>odd</i>") && keys.contains("t.<script>alert(1)</script>"))
            let query = keys.map { $0.replacing("\\", with: "\\\\").replacing(",", with: "\\,") }.joined(separator: ",")
            let ids = (1...4).map { String(repeating: "0", count: 31) + String($0) }.joined(separator: ",")
            let address = try await page.evaluate(
                "'/compare.html?' + new URLSearchParams({ columns: \(BrowserPage.quoted(query)), selected: '\(ids)', group: 't.<b>bold</b>', x: 'm.<i>odd</i>', y: 'latency', colour: 't.<b>bold</b>' })"
            ).text
            try await page.open(server.base + (address ?? ""))
            #expect(try await page.evaluate("document.querySelectorAll('.compare tbody tr[data-run]').length") == 34)
            let columns = try await page.evaluate(CompareTests.shownColumns).items.count
            #expect(columns == keys.count, "every field of every run is a column")
            try await page.click("#columns summary")
            try await page.click("[data-menu='t.<b>bold</b>']")
            #expect(
                try await page.evaluate(
                    "document.querySelectorAll('main script, main img, main i, main u, main bdi > *, .diff b b').length"
                )
                    == 0)
            #expect(
                try await page.evaluate("document.querySelector('.compare').textContent.includes('[U+202E]')") == true)
            #expect(try await page.evaluate("document.querySelector('.compare').textContent.includes('NaN')") == true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == 1440)
            #expect(try await page.evaluate("document.title") == "Compare · Shoestring")
            try await page.picture("compare-hostile", whole: true)
            #expect(page.log.complaints == [])
        }
    }

    @Test("every control has a name, headings do not skip a level, ids are unique, targets are at least 24 px")
    func structure() async throws {
        try await FixtureServer.show("compare", width: 390, height: 844) { page, server in
            let selected = (1...3).map(CompareTests.client).joined(separator: ",")
            try await page.open(server.base + "/compare.html?group=kind&f.asked=in:fp32,&selected=\(selected)")
            try await page.click("#columns summary")
            try await page.click("[data-menu=latency]")
            try await CraftTests.checkStructure(page)
        }
    }

    @Test("of ten thousand runs only those in sight stand in the document, and folded groups tell their medians")
    func tenThousand() async throws {
        try await FixtureServer.show("huge") { page, server in
            try await page.open(server.base + "/compare.html")
            #expect(
                try await page.evaluate("document.querySelector('.compare').getAttribute('aria-rowcount')") == "10081")
            #expect(try await page.evaluate("document.querySelectorAll('.compare tbody tr').length < 120") == true)
            try await page.evaluate("document.querySelector('#table .table-scroll').scrollTop = 200000")
            try await page.wait(
                for: "Number(document.querySelector('.compare tr[data-run]').getAttribute('aria-rowindex')) > 4000")
            try await page.click("#pick-all")
            #expect(try await page.evaluate("document.getElementById('picked').textContent") == "10,080 selected")
            #expect(
                try await page.evaluate("location.search.length < 200 && location.hash.startsWith('#selected=')")
                    == true, "no server sees ten thousand ids")
        }
    }
}
