import Foundation
import Testing
import Vocabulary

private let coordinatorAddress = ProcessInfo.processInfo.environment["SHOESTRING_PAGE_URL"]

/// As `CoordinatorPageTests`: with the coordinator that `SHOESTRING_PAGE_URL` names, which has at least two finished runs.
@Suite(
    "the compare page of a coordinator", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: coordinatorAddress != nil, "SHOESTRING_PAGE_URL names no coordinator"))
struct CompareCoordinatorTests {
    @Test(
        "it sets real runs beside one another without a complaint and without asking another origin",
        arguments: [390, 1440])
    func works(width: Int) async throws {
        let base = try #require(coordinatorAddress)
        try await BrowserPage.with(width: width) { page in
            try await page.open(
                base + "/compare.html?f.status=in:finished&sort=-latency,batch&group=asked&pinned=batch")
            try await page.wait(for: "document.querySelector('#compare-plot :is(svg, canvas)')")
            try await page.click("#columns summary")
            let keys = try await page.evaluate(
                "[...document.querySelectorAll('#columns [data-column]')].map((box) => box.dataset.column)"
            ).items.compactMap(\.text)
            #expect(keys.contains("m.compile_ms") && keys.contains("c.engine") && keys.contains("t.engine_version"))
            for number in 1...2 { try await page.click(".compare tr[data-run]:nth-of-type(\(number + 2)) .pick") }
            try await page.wait(for: "document.querySelectorAll('.diff thead th').length === 3")
            try await page.picture("coordinator-compare-\(width)", whole: true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(width)))
            #expect(page.log.complaints == [])
            #expect(
                page.log.requests.filter { !$0.hasPrefix(base) && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") }
                    == [])
        }
    }
}
