import Foundation
import Testing
import Vocabulary

private let coordinatorAddress = ProcessInfo.processInfo.environment["SHOESTRING_PAGE_URL"]

/// The figures of a running coordinator, named by `SHOESTRING_PAGE_URL`.
@Suite(
    "the figures of a coordinator", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: coordinatorAddress != nil, "SHOESTRING_PAGE_URL names no coordinator"))
struct FiguresCoordinatorTests {
    @Test(
        "every figure is drawn or says why not, without a complaint and without asking another origin",
        arguments: [(390, "dark"), (1440, "light"), (1440, "dark")])
    func works(width: Int, scheme: String) async throws {
        let base = try #require(coordinatorAddress)
        try await BrowserPage.with(width: width, scheme: scheme) { page in
            try await page.open(base + "/figures.html")
            let ids = try await page.evaluate("[...document.querySelectorAll('.grid > figure')].map(({ id }) => id)")
                .items.compactMap(\.text)
            #expect(ids.count == 15)
            for id in ids {
                try await page.evaluate("document.getElementById('\(id)').scrollIntoView({ block: 'center' })")
                try await page.wait(
                    for: "['drawn', 'empty'].includes(document.getElementById('\(id)').dataset.state)")
            }
            try await page.evaluate("scrollTo(0, 0)")
            try await page.picture("coordinator-figures-\(width)-\(scheme)", whole: true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(width)))
            #expect(page.log.complaints == [])
            #expect(
                page.log.requests.filter { !$0.hasPrefix(base) && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") }
                    == [])
        }
    }
}
