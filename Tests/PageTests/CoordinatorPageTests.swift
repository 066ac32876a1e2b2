import Foundation
import Testing
import Vocabulary

private let coordinatorAddress = ProcessInfo.processInfo.environment["SHOESTRING_PAGE_URL"]

/// The page as a running coordinator serves it. `SHOESTRING_PAGE_URL` names one that has at least one finished run, as
/// `http://127.0.0.1:8080`; the end-to-end tests start theirs.
@Suite(
    "the page of a coordinator", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: coordinatorAddress != nil, "SHOESTRING_PAGE_URL names no coordinator"))
struct CoordinatorPageTests {
    @Test("it shows runs and a run without a complaint and without asking another origin", arguments: [390, 1440])
    func works(width: Int) async throws {
        let base = try #require(coordinatorAddress)
        try await BrowserPage.with(width: width) { page in
            try await page.open(base + "/")
            try await page.wait(for: "document.querySelector('.runs tr.finished a')")
            try await page.wait(for: "document.querySelector('#figure svg, #figure canvas')")
            try await page.picture("coordinator-overview-\(width)", whole: true)
            let link = try await page.evaluate("document.querySelector('.runs tr.finished a').getAttribute('href')")
                .text
            try await page.open(base + (link ?? "/"))
            try await page.wait(for: "document.querySelectorAll('.samples svg').length >= 2")
            try await page.picture("coordinator-run-\(width)", whole: true)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == .integer(Int64(width)))
            #expect(page.log.complaints == [])
            #expect(
                page.log.requests.filter { !$0.hasPrefix(base) && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") }
                    == [])
        }
    }

    @Test("it shows what work costs by the coordinator's own prices, and finds a plan", arguments: [390, 1440])
    func costs(width: Int) async throws {
        let base = try #require(coordinatorAddress)
        try await BrowserPage.with(width: width) { page in
            try await page.open(base + "/costs.html?models=resnet18,mobilenet_v2&batches=1,8&deadline_hours=48")
            try await page.wait(for: "document.querySelector('.costs tbody tr[data-host]')")
            try await page.wait(for: "document.querySelector('#interval-figure svg')")
            try await page.wait(for: "document.querySelector('.plan-answer').innerText.includes('within the limits')")
            try await page.click("[data-field=providers] summary")
            try await page.wait(for: "document.querySelectorAll('[data-field=providers] input').length > 2")
            try await page.press("Escape")
            try await page.picture("coordinator-costs-\(width)", whole: true)
            #expect(
                try await page.evaluate("document.documentElement.scrollWidth <= innerWidth && innerWidth")
                    == .integer(
                        Int64(width)))
            #expect(page.log.complaints == [])
            #expect(
                page.log.requests.filter { !$0.hasPrefix(base) && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:") }
                    == [])
        }
    }
}
