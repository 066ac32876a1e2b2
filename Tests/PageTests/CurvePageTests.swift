import Testing
import Vocabulary

@Suite(
    "a run's curves", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"),
    .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
struct CurvePageTests {
    private static let training = "/run.html?id=\(String(repeating: "a", count: 32))"
    private static let drawn = "document.documentElement.dataset.curves === 'drawn'"
    /// What has been asked of the history of the training loss, the last request.
    private static let asked = """
        fetch('/__fixture/requests').then((r) => r.json())
          .then((all) => all.filter((path) => path.includes('/series/train_loss')).at(-1) ?? '')
        """

    private static func show(
        width: Int = 1440, _ body: @escaping (BrowserPage, FixtureServer) async throws -> Void
    ) async throws {
        try await FixtureServer.show("trained", width: width) { page, server in
            try await page.open(server.base + training)
            try await page.wait(for: drawn)
            try await body(page, server)
        }
    }

    @Test("training and validation of one quantity share a figure, in reading order; single values are no curve")
    func groups() async throws {
        try await Self.show { page, _ in
            #expect(
                try await page.evaluate("[...document.querySelectorAll('.curve-card h3')].map((h) => h.textContent)")
                    == ["Loss", "Accuracy", "Learning rate"])
            let words = try await page.evaluate("document.querySelector('.curve-card').innerText").text ?? ""
            // The spike of one value among 100,000 is in the words, and the NaN is counted.
            for part in [
                "training: 100,000 values, in ", " to 50.0", "not finite, marked ×",
                "validation: 20 values, each drawn",
            ] {
                #expect(words.contains(part), "\(part) in \(words)")
            }
            #expect(page.log.complaints == [])
            try await page.picture("curves-1440-light", whole: true)
        }
    }

    @Test("zooming by keyboard asks the coordinator for the stretch, down to every value, and 0 shows everything again")
    func zoom() async throws {
        try await Self.show { page, _ in
            #expect(try await page.evaluate(Self.asked).text?.contains("from=") == false)
            _ = try await page.evaluate("document.querySelector('.curve').focus()")
            for _ in 0..<8 { try await page.press("+") }
            try await page.wait(for: "document.querySelector('.where').textContent.includes('Looking at steps')")
            try await page.wait(for: "document.querySelector('.curve-card').innerText.includes('each drawn')")
            try await page.wait(for: Self.drawn)
            let address = try await page.evaluate(Self.asked).text ?? ""
            // 100,000 steps halved eight times are 391, asked for with as much on both sides, around the middle.
            let query = try #require(address.split(separator: "?").last).split(separator: "&")
            let from = query.first { $0.hasPrefix("from=") }.flatMap { Int($0.dropFirst(5)) }
            let to = query.first { $0.hasPrefix("to=") }.flatMap { Int($0.dropFirst(3)) }
            let (low, high) = (try #require(from), try #require(to))
            #expect((1170...1178).contains(high - low))
            #expect((49_990...50_010).contains((high + low) / 2))
            try await page.press("0")
            try await page.wait(for: "document.querySelector('.where').textContent === ''")
            try await page.wait(for: Self.drawn)
            #expect(page.log.complaints == [])
        }
    }

    @Test("time, a logarithmic axis and smoothing are chosen for all figures, and smoothing says what it is")
    func choices() async throws {
        try await Self.show { page, _ in
            for (selector, value) in [(0, "time"), (1, "0.02")] {
                _ = try await page.evaluate(
                    """
                    ((select) => { select.value = '\(value)'; select.dispatchEvent(new Event('change')); })
                      (document.querySelectorAll('.curve-tools select')[\(selector)])
                    """)
            }
            try await page.click(".curve-tools input")
            try await page.wait(for: "document.querySelector('.curve-card').innerText.includes('smoothed')")
            try await page.wait(for: Self.drawn)
            let words = try await page.evaluate("document.querySelector('.curve-card').innerText").text ?? ""
            // 100,000 steps of 40 ms are 67 minutes; 2 % are 1.33.
            #expect(words.contains("halves every 1.33 min"), "\(words)")
            #expect(try await page.evaluate(Self.asked).text?.contains("axis=time") == true)
            #expect(page.log.complaints == [])
            try await page.picture("curves-smoothed", whole: true)
        }
    }

    @Test("dragging selects a stretch, and pointing reads values out")
    func pointer() async throws {
        try await Self.show { page, _ in
            let read = try await page.evaluate(
                """
                (async () => {
                  const plot = document.querySelector('.curve');
                  plot.scrollIntoView({ block: 'center' });
                  plot.setPointerCapture = () => {};
                  const box = plot.getBoundingClientRect();
                  const at = (type, share) => plot.dispatchEvent(new PointerEvent(type,
                    { pointerId: 1, button: 0, clientX: box.left + share * box.width, clientY: box.top + 100, bubbles: true }));
                  at('pointermove', 0.5);
                  const reading = document.querySelector('.reading').textContent;
                  at('pointerdown', 0.5); at('pointermove', 0.6);
                  const isMarked = !document.querySelector('.brush').hidden;
                  at('pointerup', 0.6);
                  await new Promise((done) => setTimeout(done, 50));
                  return [reading, isMarked, document.querySelector('.where').textContent];
                })()
                """
            ).items
            #expect(read.first?.text?.hasPrefix("Step ") == true)
            #expect(read.first?.text?.contains("training ") == true)
            #expect(read[1] == true)
            #expect(read[2].text?.hasPrefix("Looking at steps ") == true)
        }
    }

    @Test("metrics that are not finite and names that look like markup are shown as text")
    func hostile() async throws {
        try await FixtureServer.show("hostile") { page, server in
            try await page.open(server.base + "/run.html?id=" + String(repeating: "0", count: 31) + "1")
            try await page.wait(for: Self.drawn)
            let text = try await page.evaluate("document.querySelector('#section-curves').innerText").text ?? ""
            #expect(text.contains("<img src=x onerror=alert(2)>"))
            #expect(text.contains("[U+202E]"))
            #expect(text.contains("not finite, marked ×"))
            #expect(try await page.evaluate("document.querySelectorAll('#section-curves img').length") == 0)
            #expect(page.log.complaints == [])
        }
    }

    @Test("an axis of values that are all the same reads what they are", arguments: [false, true])
    func flat(isLogarithmic: Bool) async throws {
        try await FixtureServer.show("hostile") { page, server in
            // Two epochs with an accuracy of 0.93.
            try await page.open(server.base + "/run.html?id=" + String(repeating: "0", count: 31) + "2")
            try await page.wait(for: Self.drawn)
            if isLogarithmic {
                try await page.click(".curve-tools input")
                try await page.wait(for: Self.drawn)
            }
            let labels = "[...document.querySelectorAll('.curve .mark-text.role-axis-label')].at(-1)"
            try await page.wait(for: "\(labels)?.querySelector('text')")
            let read = try await page.evaluate(
                "[...\(labels).querySelectorAll('text')].map((e) => e.textContent).filter(Boolean).map(Number)"
            ).items.compactMap(\.double)
            #expect(read.count >= 2 && read.contains { abs($0 - 0.93) < 0.05 } && !read.contains(1), "\(read)")
            #expect(
                read == Array(Set(read)).sorted(by: >) || read == Array(Set(read)).sorted(), "each label once: \(read)")
            #expect(page.log.complaints == [])
        }
    }

    @Test("what was drawn while nothing had a width is drawn again when it has one")
    func withoutWidth() async throws {
        try await FixtureServer.show("trained") { page, server in
            try await page.open(server.base + "/run.html?id=" + String(repeating: "a", count: 32))
            try await page.wait(for: Self.drawn)
            let widths = "[...document.querySelectorAll('.curve svg')].map((e) => Number(e.getAttribute('width')))"
            let before = try await page.evaluate(widths)
            #expect(before.items.count > 1)
            try await page.evaluate("document.querySelector('.curves').style.display = 'none'")
            try await page.evaluate("document.querySelector('.curve-tools input').click()")
            try await page.wait(for: Self.drawn)
            #expect(try await page.evaluate("\(widths).every((width) => width === 0)") == true)
            try await page.evaluate("document.querySelector('.curves').style.display = ''")
            let wanted = String(decoding: before.canonicalData(), as: UTF8.self)
            try await page.wait(for: "JSON.stringify(\(widths)) === '\(wanted)'")
            #expect(page.log.complaints == [])
        }
    }

    @Test("smoothing means the same however many points there are, and gaps stay gaps")
    func smoothing() async throws {
        try await FixtureServer.show("trained") { page, server in
            try await page.open(server.base + "/")
            let answer = try await page.evaluate(
                """
                import('/js/curve-data.js').then(({ smoothed, drawn, nearest }) => {
                  const step = (n) => Array.from({ length: n + 1 }, (_, i) => ({ x: i * 8 / n, value: i === 0 ? 0 : 1 }));
                  const last = (line) => smoothed(line, 4).at(-1).value;
                  const point = (value, step) => ({ step, timestamp_ms: step, value });
                  const body = drawn({ complete: true, axis: 'step', count: 3, points: [point(1, 0), point('NaN', 1), point('-Infinity', 2)], buckets: [] }, (x) => x);
                  return [last(step(8)), last(step(800)), smoothed([{ x: 0, value: 1 }, { x: 1, value: null }], 1)[1].value, body.line.map((p) => p.value), body.lost.length, nearest([], 1) === undefined];
                })
                """
            ).items
            // A step from 0 to 1 after two half-lives: 1 − ¼.
            for index in 0...1 {
                guard case .number(let value) = answer[index] else { throw BrowserError.script("\(answer)") }
                #expect(abs(value - 0.75) < 1e-12)
            }
            #expect(answer[2] == .null)
            #expect(answer[3] == [1, .null, .null])
            #expect(answer[4] == 2)
            #expect(answer[5] == true)
        }
    }

    @Test("the page fits and stays usable at 320 pixels in both themes", arguments: ["light", "dark"])
    func narrow(scheme: String) async throws {
        try await FixtureServer.show("trained", width: 320, height: 700, scheme: scheme) { page, server in
            for (name, letter) in [("training", "a"), ("compression", "b"), ("benchmark", "c")] {
                try await page.open(server.base + "/run.html?id=" + String(repeating: letter, count: 32))
                if letter == "a" { try await page.wait(for: Self.drawn) }
                let tooWide = try await page.evaluate(
                    """
                    document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *')]
                      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => `${e.tagName}.${e.className}`)
                    """)
                #expect(tooWide == [], "\(name)")
                try await page.picture("\(name)-320-\(scheme)", whole: true)
            }
            #expect(page.log.complaints == [])
        }
    }
}
