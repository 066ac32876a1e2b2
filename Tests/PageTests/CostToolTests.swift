import Testing
import Vocabulary

@Suite(
    "devices, plans and budgets on the page", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct CostToolTests {
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

    @Test("a device's figures are changed, and the coordinator's complaints stand beside the fields")
    func edit() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.click(".device[data-device=kitchen] .actions button")
            try await Self.put("many", into: ".device-form [name=lifetime_years]", page)
            try await Self.put("300", into: ".device-form [name=price_usd]", page)
            try await Self.put("65", into: ".device-form [name=load_watts]", page)
            try await page.click(".device-form [type=submit]")
            try await page.wait(for: "document.querySelector('.device-form .wrong')")
            let complaints =
                "[...document.querySelectorAll('.device-form .wrong')].map((e) => [e.parentElement.dataset.field, e.innerText])"
            #expect(
                try await page.evaluate(complaints) == [
                    ["lifetime_years", "“many” is not right: expected a number from 0.1 to 50"]
                ])
            #expect(try await page.evaluate("document.activeElement.name") == "lifetime_years")
            try await Self.put("3", into: ".device-form [name=lifetime_years]", page)
            try await page.click(".device-form [type=submit]")
            try await page.wait(for: "!document.querySelector('.device-form')")
            // 65 W at 0.16 USD/kWh; 240 USD over 3 · 8760 · 0.2 hours on top.
            let rates =
                "[...document.querySelectorAll('.device[data-device=kitchen] .figure')].map((e) => e.textContent)"
            try await page.wait(for: "JSON.stringify(\(rates)) === '[\"0.0104 USD/h\",\"0.0561 USD/h\"]'")
            try await page.wait(
                for: "document.querySelector('tr[data-host=\"device:kitchen\"]').innerText.includes('own kitchen')")
        }
    }

    @Test("a slider answers at once by the formulas of the documents, and the address keeps it")
    func slider() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            let figures = "[...document.querySelectorAll('.what-answer .figure')].map((e) => e.textContent)"
            // Attic: 0.12 kW · 0.16; and 720 USD over 7008 h. Rented, an hour of its work costs 0.0734/1.667 = 0.0440 and 0.2259/1.667 = 0.1355 USD:
            // 720/(0.0440 − 0.0192) and 720/(0.1355 − 0.0192) hours.
            #expect(
                try await page.evaluate(figures) == [
                    "0.0192 USD/h", "0.122 USD/h", "28,981 h of work", "6,194 h of work",
                ])
            try await Self.put("0.3", into: "[name=tariff]", page)
            // At once: without a request and before the next frame. 0.12 · 0.3 = 0.036.
            #expect(try await page.evaluate(figures).items.first == "0.0360 USD/h")
            try await Self.put("0.5", into: "[name=tariff]", page)
            // 0.06 USD of electricity an hour is more than 0.044 of rent.
            #expect(try await page.evaluate(figures).items[2] == "never")
            try await page.wait(for: "location.search === '?tariff=0.5'")
            try await page.open(try await page.evaluate("location.href").text ?? "")
            #expect(try await page.evaluate(figures).items.first == "0.0600 USD/h")
        }
    }

    @Test("the page's rates are those of the documents' worked example")
    func formulas() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            // docs/pricing-devices.md: 900 USD, nothing left, 4 years, 20 %: 0.1284 USD an hour; with 200 USD left against 0.33506 USD of rent 2376 h.
            let answer = try await page.evaluate(
                """
                import('/js/device-rates.js').then(({ ratesOf, breakEvenHours }) => {
                  const box = { price: 900, residual: 0, tariff: 0.16, pue: 1, watts: 253, idle: 40, lifetime: 4, utilisation: 0.2 };
                  const plain = ratesOf(box), shared = ratesOf({ ...box, isOnAnyway: true }), alone = ratesOf({ ...box, isDedicated: true });
                  return [plain.capital.toFixed(4), plain.marginal.toFixed(5), shared.marginal.toFixed(5), alone.waiting.toFixed(4),
                    Math.round(breakEvenHours({ price: 900, residual: 200 }, 0.04048, 0.33506)), breakEvenHours({ price: 900, residual: 200 }, 0.5, 0.3) === Infinity];
                })
                """)
            // (253 − 40) W · 0.16 = 0.03408; idle: 0.04 kW · 0.16 · 0.8/0.2 = 0.0256.
            #expect(answer == ["0.1284", "0.04048", "0.03408", "0.0256", 2376, true])
        }
    }

    @Test("the plan finder shows ways and their front; when nothing fits, the limit in the way and by how much")
    func plan() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html?deadline_hours=5")
            try await page.wait(for: "document.querySelector('.plan-answer').innerText.includes('within the limits')")
            if FixtureServer.hasVega { try await page.wait(for: "document.querySelector('#plan-body svg path')") }
            try await Self.put("0.5", into: ".plan-form [name=deadline_hours]", page)
            try await Self.put("0.01", into: ".plan-form [name=budget_usd]", page)
            try await page.click(".plan-form [type=submit]")
            try await page.wait(for: "document.querySelector('.plan-answer').innerText.includes('Nothing fits')")
            let words = try await page.evaluate("document.querySelector('.plan-answer').innerText").text ?? ""
            #expect(words.contains("No single limit is in the way") || words.contains("times what was asked"))
            try await Self.put("soon", into: ".plan-form [name=deadline_hours]", page)
            try await page.click(".plan-form [type=submit]")
            try await page.wait(for: "document.querySelector('[data-field=deadline_hours] .wrong')")
        }
    }

    @Test("a budget is opened, changed and closed; what is wrong stands beside its field")
    func budgets() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/costs.html")
            #expect(try await page.evaluate("document.querySelectorAll('.budget').length") == 2)
            let bar = try await page.evaluate("document.querySelector('.budget-bar').getAttribute('aria-label')")
            #expect(bar == "8.42 of 25.00 USD spent, 1.25 reserved, 15.33 left")
            try await page.click(".opening summary")
            try await page.click(".budget-form [type=submit]")
            try await page.wait(for: "document.querySelector('.budget-form [data-field=limit_usd] .wrong')")
            try await Self.put("7.5", into: ".budget-form [name=limit_usd]", page)
            try await page.click(".budget-form [type=submit]")
            try await page.wait(for: "document.querySelectorAll('.budget').length === 3")
            try await page.click(".budget[data-budget='3'] button")
            try await Self.put("9", into: ".inline-form input", page)
            try await page.click(".inline-form [type=submit]")
            try await page.wait(
                for: "document.querySelector('.budget[data-budget=\"3\"]').innerText.includes('of 9.00 USD')")
            for _ in 0..<2 { try await page.click(".budget[data-budget='3'] .actions button:last-child") }
            try await page.wait(for: "document.querySelector('.budget-list details').textContent.includes('1 closed')")
        }
    }

    @Test("the overview says what the month cost of its budget, and a run what its attempts cost")
    func bills() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            #expect(
                try await page.evaluate("document.querySelector('#tile-month .big').textContent") == "8.42 of 25.00 USD"
            )
            let id = try await page.evaluate(
                "fetch('/api/v1/runs?limit=100').then((r) => r.json()).then((b) => b.items.find((run) => run.tags.worker === 'attic' && run.job % 5).id)"
            ).text
            try await page.open(server.base + "/run.html?id=\(id ?? "")")
            let words = try await page.evaluate("document.getElementById('section-bills').innerText").text ?? ""
            // 8 s at 0.0192 and 0.1219 USD an hour.
            for part in ["What it cost", "8.0 s longer than estimated", "0.0000427", "0.000271", "attic"] {
                #expect(words.contains(part), "\(part) in \(words)")
            }
            #expect(page.log.complaints == [])
        }
    }

    @Test("without devices, prices or budgets the page says what to do")
    func empty() async throws {
        try await FixtureServer.show("empty") { page, server in
            try await page.open(server.base + "/costs.html?providers=")
            let words = try await page.evaluate("document.querySelector('main').innerText").text ?? ""
            for part in ["No machine has an estimate", "--host device:NAME", "No budget yet", "sliders here show"] {
                #expect(words.contains(part), "\(part)")
            }
            #expect(page.log.complaints == [])
        }
    }

    @Test(
        "a figure goes out as SVG, PNG and Vega-Lite source, the table as CSV",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
    func export() async throws {
        try await FixtureServer.show("done", scheme: "dark") { page, server in
            try await page.open(server.base + "/costs.html")
            try await page.wait(for: "document.querySelector('#interval-figure svg path')")
            try await page.evaluate(
                """
                window.files = [];
                URL.createObjectURL = (blob) => { window.files.push(blob); return 'blob:none'; };
                HTMLAnchorElement.prototype.click = () => {};
                """)
            for name in ["SVG", "PNG", "Vega-Lite"] { try await page.click("#interval-figure [data-export='\(name)']") }
            try await page.click("#export-csv")
            try await page.wait(for: "window.files.length === 4")
            let texts = try await page.evaluate("Promise.all(window.files.map((file) => file.slice(0, 20000).text()))")
                .items.map { $0.text ?? "" }
            #expect(texts.contains { $0.hasPrefix("<svg") && $0.contains("rgb(23, 30, 33)") }, "with its ground")
            #expect(texts.contains { $0.contains("PNG") })
            #expect(texts.contains { $0.contains("vega-lite/v6") && $0.contains("attic, marginal") })
            #expect(
                texts.contains {
                    $0.hasPrefix("host,model,batch,precision,machines,marginal_usd_p10,marginal_usd_p50")
                        && $0.contains("\r\ndevice:attic,resnet18,1,fp32,1,")
                })
            #expect(page.log.complaints == [])
        }
    }
}
