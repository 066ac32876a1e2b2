import Testing
import Vocabulary

/// What the reader chooses on the figures page.
@Suite(
    "choices on the figures page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
struct FiguresChoiceTests {
    @Test("filters are shared by all figures and stand in the address, so that a link shows the same")
    func filters() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await FiguresTests.see("time-batch", page)
            try await page.evaluate(
                """
                const field = document.querySelector('[name=worker]');
                field.value = 'kitchen';
                field.dispatchEvent(new Event('change', { bubbles: true }));
                """)
            try await page.wait(for: "document.querySelectorAll('#time-batch svg .points_marks path').length === 1")
            #expect(try await page.evaluate("location.search") == "?worker=kitchen")
            try await page.open(
                server.base
                    + "/figures.html?networks=resnet18,alexnet&precision=fp32&pareto_x=memory&experiment=0#time-batch")
            try await FiguresTests.see("time-batch", page)
            #expect(
                try await page.evaluate("document.querySelectorAll('#time-batch svg .points_marks path').length") == 10)
            let summary = try await page.evaluate("document.querySelector('.choice summary').textContent")
            #expect(summary == "resnet18, alexnet")
            #expect(try await page.evaluate("document.querySelector('[name=pareto_x]').value") == "memory")
            try await page.click("#filters button[type=reset]")
            try await page.wait(for: "location.search === '?pareto_x=memory'")
            try await page.wait(for: "document.querySelectorAll('#time-batch svg .points_marks path').length === 24")
        }
    }

    @Test("networks are chosen with the keyboard alone")
    func keyboard() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await page.evaluate("document.querySelector('.choice summary').focus()")
            try await page.press("Enter")
            for _ in 0..<3 { try await page.press("Tab") }
            try await page.press(" ")
            try await page.wait(
                for: "new URLSearchParams(location.search).get('networks')?.includes('alexnet') === false")
            try await page.press("Escape")
            #expect(try await page.evaluate("document.activeElement.tagName") == "SUMMARY")
        }
    }

    @Test("where the filters let nothing through every figure of runs says so and offers to clear them")
    func nothing() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html?worker=nobody")
            try await FiguresTests.see("time-batch", page, state: "empty")
            let words = try await page.evaluate("document.querySelector('#time-batch .empty').innerText").text ?? ""
            #expect(words.contains("No run in latency mode is among those shown."))
            #expect(words.contains("--batch 1,2,4,8,16,32,64"))
            try await page.click("#time-batch .empty .notice > p > button")
            try await FiguresTests.see("time-batch", page)
        }
    }

    @Test("a coordinator without a run shows what is published, and for the rest the commands that fill it")
    func empty() async throws {
        try await FixtureServer.show("empty") { page, server in
            try await page.open(server.base + "/figures.html")
            for id in ["time-batch", "memory-batch", "time-operations", "pareto", "before-after", "thread-scaling"] {
                try await FiguresTests.see(id, page, state: "empty")
                let command = try await page.evaluate("document.querySelector('#\(id) .empty code').textContent").text
                #expect(command?.hasPrefix("shoestring ") == true, "\(id)")
                #expect(command?.contains("--url \(server.base)") == true, "\(id)")
            }
            #expect(page.log.complaints == [])
        }
    }

    @Test("before and after come from compressions, from other precisions, and through the lineage from files")
    func beforeAndAfter() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await FiguresTests.see("before-after", page)
            try await page.wait(for: "document.querySelectorAll('#before-after svg .ends_marks path').length === 6")
            let rows = try await FiguresTests.table("before-after", page)
            // A quarter of the time; 24 to 8 ms in one process; half the time.
            #expect(rows.map { $0[6] } == ["4", "3", "2"])
            #expect(
                rows.map { $0[1] } == [
                    "mobilenet_v2 b1 int8 static file", "mobilenet_v2 b1 int8 static", "resnet18 b1 bf16",
                ])
            #expect(Array(rows[1][12...15]) == ["90", "89", "97", "in turns in one process"])
        }
    }

    @Test("scaling stands on the run with one thread; without one a network is named as left out")
    func scaling() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html")
            try await FiguresTests.see("thread-scaling", page)
            let rows = try await FiguresTests.table("thread-scaling", page)
            // 40, 20 and 12.5 ms.
            #expect(rows.filter { $0[0] == "resnet18" }.map { $0[4] } == ["1", "2", "3.200"])
            let notes = try await page.evaluate("document.querySelector('#thread-scaling .source').textContent").text
            #expect(notes?.contains("Without a run with one thread, so left out: squeezenet1_1.") == true)
        }
    }

    @Test("the front is of the two axes that are chosen, and cost is the own device’s marginal cost")
    func pareto() async throws {
        try await FixtureServer.show("figures") { page, server in
            try await page.open(server.base + "/figures.html?precision=fp32&threads=all&worker=attic")
            try await FiguresTests.see("pareto", page)
            // At 21.5 ms less a network is as accurate: resnet18 (38.4 ms) and what is faster or more accurate.
            let rows = try await FiguresTests.table("pareto", page).filter { $0.last == "yes" }.map { $0[0] }
            #expect(rows == ["squeezenet1_1", "alexnet", "resnet18", "mobilenet_v2"].filter { rows.contains($0) })
            #expect(rows.contains("mobilenet_v2") && rows.contains("resnet18") && !rows.contains("vgg16"))
            try await page.evaluate(
                """
                const field = document.querySelector('[name=pareto_x]');
                field.value = 'cost';
                field.dispatchEvent(new Event('change', { bubbles: true }));
                """)
            try await page.wait(for: "document.querySelector('#pareto svg')?.textContent.includes('Marginal cost')")
            try await page.wait(for: "document.querySelector('#pareto .source').textContent.includes('costs/compare')")
            #expect(try await page.evaluate("location.search").text?.contains("pareto_x=cost") == true)
        }
    }
}
