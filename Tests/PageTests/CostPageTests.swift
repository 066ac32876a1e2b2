import Testing
import Vocabulary

@Suite(
    "the costs page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CostPageTests {
    private static let hosts =
        "[...document.querySelectorAll('.costs tbody tr[data-host]')].map((row) => row.dataset.host)"

    private static func hosts(_ page: BrowserPage) async throws -> [String] {
        try await page.evaluate(hosts).items.compactMap(\.text)
    }

    /// Puts a value into a field as a reader would, with the event that typing makes.
    private static func put(_ value: String, into selector: String, _ page: BrowserPage) async throws {
        try await page.evaluate(
            """
            (() => {
              const field = document.querySelector(\(BrowserPage.quoted(selector)));
              field.value = \(BrowserPage.quoted(value));
              field.dispatchEvent(new Event('input', { bubbles: true }));
            })()
            """)
    }

    @Test("marginal and full cost stand side by side with interval, time, evidence and age of the price")
    func table() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            let hosts = try await Self.hosts(page)
            #expect(hosts.count == 12)
            // The fixture's attic: 6 ms an image, 120 W, 0.16 USD/kWh, so a million cost 1.667 h · 0.0192 USD; 900 USD less a fifth over
            // 4 · 8760 · 0.2 hours add 0.1027 USD an hour.
            #expect(hosts.first == "device:attic" && hosts.last == "device:kitchen")
            let first = try await page.evaluate(
                "[...document.querySelectorAll('.costs tbody tr[data-host] .value')].slice(0, 3).map((e) => e.textContent)"
            )
            #expect(first == ["0.0320", "0.203", "1.67 h"])
            let kitchen = try await page.evaluate(
                "document.querySelector('tr[data-host=\"device:kitchen\"]').innerText"
            ).text
            #expect(kitchen?.contains("not known: nothing says what kitchen draws: state load_watts") == true)
            #expect(
                try await page.evaluate("document.querySelector('table.costs').caption.textContent.length > 40") == true
            )
            #expect(try await page.evaluate("document.querySelectorAll('table.costs thead th[scope=col]').length") == 8)
            #expect(
                try await page.evaluate("document.querySelectorAll('table.costs tbody th[scope=row]').length") == 12)
            #expect(page.log.complaints == [])
        }
    }

    @Test("a row opens the evidence behind it")
    func provenance() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.click("tr[data-host*='g4dn.xlarge'] button.evidence")
            let words =
                try await page.evaluate("document.querySelector('tr.detail:not([hidden])').innerText").text ?? ""
            for part in [
                "Time", "Price", "Interruptions", "prices-2026-11-02.csv", "500 simulated courses, seed 1", "cost-1",
            ] {
                #expect(words.contains(part), "\(part)")
            }
            #expect(
                try await page.evaluate("document.querySelectorAll('button.evidence[aria-expanded=true]').length") == 1)
        }
    }

    @Test("headers sort, the address says how, and the link shows the same")
    func sort() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.click(".costs [data-sort=request]")
            try await page.click(".costs [data-sort=request]")
            // Kitchen's 40 ms are the longest request.
            #expect(try await Self.hosts(page).first == "device:kitchen")
            #expect(try await page.evaluate("document.querySelector('.costs th.c-request').ariaSort") == "descending")
            #expect(try await page.evaluate("location.search") == "?sort=-request")
            let order = try await Self.hosts(page)
            let link = try await page.evaluate("location.href").text ?? ""
            try await page.open(link)
            #expect(try await Self.hosts(page) == order)
        }
    }

    @Test("the question stands in the address, so a link asks the same")
    func link() async throws {
        try await FixtureServer.show("done") { page, server in
            let link =
                "/costs.html?models=alexnet,resnet18&precisions=fp32,int8&providers=aws&purchases=spot&devices=attic&batches=1%2C8&epochs=3&images_per_epoch=50000&basis=full"
            try await page.open(server.base + link)
            // Two networks, two batches, two precisions on attic; two spot machines of aws and c7i.large, without int8.
            #expect(try await Self.hosts(page).count == 8 + 3 * 4)
            #expect(try await page.evaluate("document.querySelector('[name=kind]').value") == "epochs")
            #expect(
                try await page.evaluate("document.getElementById('interval-title').textContent")
                    == "Cost of 3 epochs of 50,000 images by machine")
            let refused = try await page.evaluate("document.querySelector('#refused').textContent").text ?? ""
            #expect(refused.contains("12 ways without an estimate") && refused.contains("how fast int8 is there"))
            let query = try await page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
            #expect(query["models"] == "alexnet,resnet18" && query["devices"] == "attic" && query["epochs"] == "3")
        }
    }

    @Test("a change of the question asks anew, and a wrong one is complained about beside its field")
    func question() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await Self.put("2,000,000", into: "[name=work-images]", page)
            try await page.wait(for: "document.querySelector('.costs .value').textContent === '0.0640'")
            #expect(try await page.evaluate("location.search") == "?images=2000000")
            try await Self.put("1, none", into: "[name=batches]", page)
            try await page.wait(for: "document.querySelector('[data-field=batches] .wrong')")
            let words = try await page.evaluate("document.querySelector('[data-field=batches] .wrong').innerText")
            #expect(words == "“none” is not right: expected a whole number from 1 to 4096")
            #expect(try await page.evaluate("document.querySelector('[name=batches]').ariaInvalid") == "true")
            try await Self.put("1", into: "[name=batches]", page)
            try await page.wait(
                for: "document.querySelector('.costs tbody tr') && !document.querySelector('.wrong[id]')")
        }
    }

    @Test("machines are chosen with the keyboard alone")
    func keyboard() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.evaluate("document.querySelector('[data-field=purchases] summary').focus()")
            try await page.press("Enter")
            for _ in 0..<3 { try await page.press("Tab") }
            try await page.press(" ")  // all but spot
            try await page.wait(for: "new URLSearchParams(location.search).get('purchases') === 'on_demand,reserved'")
            try await page.wait(for: "\(Self.hosts).every((host) => !host.endsWith('/spot'))")
            try await page.press("Escape")
            #expect(try await page.evaluate("document.activeElement.tagName") == "SUMMARY")
        }
    }

    @Test("markup as a device's name is text everywhere")
    func hostile() async throws {
        try await FixtureServer.show("hostile", width: 390, height: 844) { page, server in
            try await page.open(server.base + "/costs.html?device=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
            let elements = "document.querySelectorAll('main script, main img').length"
            #expect(try await page.evaluate(elements) == 0)
            let names = "[...document.querySelectorAll('.device h3')].map((e) => e.textContent)"
            #expect(try await page.evaluate(names).items.contains("◆ <script>alert(1)</script>"))
            try await page.click(".device[data-device^='<script'] .actions button")
            try await Self.put("500", into: ".device-form [name=price_usd]", page)
            try await page.evaluate("document.querySelector('.device-form').requestSubmit()")
            try await page.wait(for: "!document.querySelector('.device-form')")
            try await page.wait(
                for: "document.querySelector('.device[data-device^=\"<script\"]').textContent.includes('0.0675')")
            #expect(try await page.evaluate(elements) == 0)
            #expect(try await page.evaluate("document.documentElement.scrollWidth") == 390)
            #expect(page.log.complaints == [])
        }
    }

    @Test("a coordinator that asks for a token gets it, and the link's plan is looked for afterwards")
    func token() async throws {
        try await FixtureServer.show("token") { page, server in
            try await page.open(server.base + "/costs.html?deadline_hours=5")
            try await page.wait(for: "document.activeElement.id === 'token'")
            try await page.type("fixture-token")
            try await page.press("Enter")
            try await page.wait(for: "\(Self.hosts).length === 12")
            try await page.wait(for: "document.querySelector('.plan-answer').innerText.includes('within the limits')")
            #expect(try await page.evaluate("document.getElementById('connection').hidden") == true)
        }
    }

    @Test("a coordinator that does not answer is said, and what was typed stays")
    func unreachable() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await server.turn("break")
            try await Self.put("5", into: "[name=work-images]", page)
            try await page.wait(for: "!document.getElementById('connection').hidden")
            #expect(try await Self.hosts(page).count == 12)
            try await server.turn("mend")
            try await page.click("#connection button")
            try await page.wait(for: "document.getElementById('connection').hidden")
            #expect(try await page.evaluate("document.querySelector('[name=work-images]').value") == "5")
            #expect(try await page.evaluate("location.search") == "?images=5")
        }
    }
}
