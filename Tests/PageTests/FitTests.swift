import Testing
import Vocabulary

/// `js/fit.js` in the browser that will run it, over points whose fits are derived by hand.
@Suite(
    "fits of the figures", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct FitTests {
    /// What an expression over the module's functions and `p` (pairs to points) gives, rounded to nine digits.
    private static func fit(_ expression: String) async throws -> JSONValue {
        var value = JSONValue.null
        try await FixtureServer.show("empty") { page, server in
            try await page.open(server.base + "/figures.html")
            value = try await page.evaluate(
                """
                Promise.all([import('/js/fit.js'), import('/js/figure-layout.js')]).then(([fit, layout]) => {
                  const p = (...pairs) => pairs.map(([x, y]) => ({ x, y }));
                  const { line, at, law, constantThenLinear, bentAt, front, spread } = fit;
                  const { placeLabels, endLabels, axisAround, logTicks } = layout;
                  const round = (v) => typeof v === 'number' ? Number(v.toPrecision(9)) : Array.isArray(v) ? v.map(round) : v;
                  return round(\(expression));
                })
                """)
        }
        return value
    }

    @Test("least squares: slope, intercept and R² of four points by hand")
    func line() async throws {
        // Means 1.5 and 4.5; Sxx = 5, Sxy = 13, Syy = 35: slope 2.6, intercept 0.6, residuals .4, -.2, -.8, .6, squares 1.2, R² = 1 - 1.2/35.
        let value = try await Self.fit(
            "(({ slope, intercept, r2, sse }) => [slope, intercept, r2, sse])(line(p([0, 1], [1, 3], [2, 5], [3, 9])))")
        #expect(value.items.compactMap(\.double) == [2.6, 0.6, 0.965714286, 1.2])
        #expect(try await Self.fit("line(p([1, 2])) === undefined && line(p([1, 2], [1, 3])) === undefined") == true)
        #expect(try await Self.fit("line(p([1, 2], [2, 2])).r2 === undefined") == true)
    }

    @Test("a constant that becomes a line: its floor, slope and knee")
    func knee() async throws {
        let parts = "(({ kind, floor, intercept, slope, knee }) => [kind, floor, intercept, slope, knee])"
        // max(200, 100 + 25 x)
        #expect(
            try await Self.fit("\(parts)(constantThenLinear(p([1, 200], [2, 200], [4, 200], [8, 300], [16, 500])))")
                == ["knee", 200, 100, 25, 4])
        // The knee lies between measured points: max(10, x - 2) bends at 12, which is not among them.
        #expect(
            try await Self.fit(
                "\(parts)(constantThenLinear(p([1, 10], [5, 10], [10, 10], [15, 13], [20, 18], [25, 23])))")
                == ["knee", 10, -2, 1, 12])
        #expect(
            try await Self.fit("\(parts)(constantThenLinear(p([1, 102], [2, 104], [4, 108], [8, 116]))).slice(0, 1)")
                == ["linear"])
        // Without a trend no bend is found in noise: mean 100, squares 2.
        #expect(
            try await Self.fit("\(parts)(constantThenLinear(p([1, 100], [2, 101], [4, 99], [8, 100]))).slice(0, 2)")
                == ["constant", 100])
        #expect(try await Self.fit("constantThenLinear(p([1, 1], [2, 2])) === undefined") == true)
        #expect(
            try await Self.fit("[2, 8].map((x) => bentAt({ kind: 'knee', floor: 200, intercept: 100, slope: 25 }, x))")
                == [200, 300])
    }

    @Test(
        "a law holds by its criterion: R², a factor of two, four points, a rising line",
        arguments: [
            ("[1, 10], [2, 20], [4, 40], [8, 80]", "undefined"), ("[1, 10], [2, 20], [4, 40]", "few"),
            ("[1, 40], [2, 10], [4, 60], [8, 50]", "r2"), ("[1, 90], [2, 60], [4, 30], [5, 10]", "slope"),
            // The line is 10 x - 2.1, so about 2.9 at 0.5: R² is above 0.999, and yet the smallest is off by a factor of three.
            ("[0.5, 1], [10, 100], [50, 500], [100, 1000]", "off"),
        ])
    func law(points: String, why: String) async throws {
        #expect(try await Self.fit("String(law(p(\(points))).why)") == .string(why))
    }

    @Test("the front has what no other beats, in whichever direction is best")
    func front() async throws {
        let points = "p([1, 5], [2, 3], [3, 4], [4, 1], [2, 2])"
        #expect(try await Self.fit("front(\(points)).map(({ x, y }) => [x, y])") == [[1, 5], [2, 2], [4, 1]])
        #expect(
            try await Self.fit("front(\(points), { x: 'most', y: 'most' }).map(({ x, y }) => [x, y])")
                == [[1, 5], [3, 4], [4, 1]])
        #expect(try await Self.fit("front(p([1, NaN], [2, 1])).length") == 1)
        #expect(
            try await Self.fit("(({ mean, deviation }) => [mean, deviation])(spread([1, 2, 3]))") == [2, 1])
    }

    @Test("labels cover neither marks nor one another, and what finds no place is counted")
    func labels() async throws {
        let layout = "{ x: { domain: [0, 100] }, y: { domain: [0, 100] }, width: 400, height: 300 }"
        let near = "[[50, 50], [51, 50], [52, 50]].map(([x, y]) => ({ x, y, text: 'network', radius: 5 }))"
        let boxes = """
            (({ labels }) => labels.map(({ lx, ly, align, text }) => {
              const wide = text.length * 6.5, x = lx * 4, left = align === 'left' ? x : align === 'right' ? x - wide : x - wide / 2;
              return { left, right: left + wide, top: 300 - ly * 3 - 7, bottom: 300 - ly * 3 + 7 };
            }))
            """
        let apart =
            "boxes.every((a, i) => boxes.every((b, j) => i === j || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top))"
        #expect(
            try await Self.fit("((boxes) => boxes.length === 3 && \(apart))(\(boxes)(placeLabels(\(near), \(layout))))")
                == true)
        #expect(
            try await Self.fit("placeLabels([{ x: 50, y: 50, text: 'x'.repeat(80), radius: 5 }], \(layout)).dropped")
                == 1)
        let ends =
            "endLabels([[9, 50], [9, 51], [9, 1]].map(([x, y]) => ({ x, y, text: 'n' })), \(layout)).map(({ ly }) => 300 - ly * 3).sort((a, b) => a - b)"
        #expect(
            try await Self.fit(
                "((at) => at[1] - at[0] >= 14 - 1e-9 && at[2] - at[1] >= 14 - 1e-9 && at[2] <= 293 + 1e-9)(\(ends))")
                == true)
        #expect(try await Self.fit("logTicks(axisAround([1, 100], { isLog: true }))") == [1, 2, 5, 10, 20, 50, 100])
    }
}
