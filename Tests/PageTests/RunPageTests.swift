import Testing
import Vocabulary

@Suite(
    "a run's page", .serialized, .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium")
)
struct RunPageTests {
    private static let text = "document.querySelector('main').innerText"

    private static func id(of name: String, _ page: BrowserPage) async throws -> String {
        let found = try await page.evaluate(
            """
            fetch('/api/v1/runs?limit=1000').then((r) => r.json())
              .then((b) => b.items.find((run) => run.name === \(BrowserPage.quoted(name))).id)
            """)
        return found.text ?? ""
    }

    @Test("it shows numbers with units, the interval, machine, protocol, what is absent, attempts, log and tags")
    func everything() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.id(of: "resnet18 b1 fp32", page)
            try await page.open(server.base + "/run.html?id=\(id)")
            let text = try await page.evaluate(Self.text).text ?? ""
            for part in [
                "Median latency of a request", "95 % interval", " ms", "images/s", " MiB", "Fixture CPU",
                "Machine, engine and protocol",
                "What could not be measured, and why", "no RAPL package", "Attempts", "Log", "Tags",
                "precision_executed", id,
                "11,689,512",  // ResNet-18's parameters
            ] {
                #expect(text.contains(part), "\(part)")
            }
            // Job 13, the first and only attempt: its number stands in the table and it is the one that counts.
            #expect(
                try await page.evaluate("document.querySelector('#section-attempts tbody th').innerText")
                    == "1 (counts)")
            #expect(try await page.evaluate("document.title") == "resnet18 b1 fp32 · Shoestring")
            #expect(page.log.complaints == [])
        }
    }

    @Test("it gives the command and the request that repeat it, quoted for a shell")
    func reproduce() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.id(of: "vgg16 b1 fp32 t2 throughput", page)
            try await page.open(server.base + "/run.html?id=\(id)")
            let commands = try await page.evaluate(
                "[...document.querySelectorAll('#section-reproduce pre')].map((pre) => pre.textContent)"
            ).items
            #expect(
                commands.first
                    == .string(
                        "shoestring submit vgg16 --batch 1 --precision fp32 --threads 2 --mode throughput --url \(server.base)"
                    ))
            #expect(commands.last?.text?.hasPrefix("curl -X POST \(server.base)/api/v1/jobs") == true)
            let quoted = try await page.evaluate(
                "import('/js/commands.js').then((m) => [m.quoted('a b'), m.quoted(\"it's\"), m.quoted('$(reboot)'), m.quoted('resnet18')])"
            )
            #expect(quoted == ["'a b'", #"'it'\''s'"#, "'$(reboot)'", "resnet18"])
        }
    }

    @Test("a failed run says why before anything else")
    func failed() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.id(of: "vgg16 b8 bf16", page)
            try await page.open(server.base + "/run.html?id=\(id)")
            let notice = try await page.evaluate("document.querySelector('#section-outcome').innerText").text ?? ""
            #expect(notice.contains("unsupported_precision") && notice.contains("no bf16 instructions"))
        }
    }

    @Test(
        "the run of a deleted or foreign link says so and leads back",
        arguments: ["00000000000000000000000000000000", "banana", ""])
    func missing(id: String) async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/run.html?id=\(id)")
            #expect(try await page.evaluate("document.querySelector('h1').textContent") == "No such run")
            #expect(try await page.evaluate("document.querySelector('#head a').getAttribute('href')") == "/")
            #expect(page.log.complaints == [])
        }
    }

    @Test("a run that is measured fills its page when it ends")
    func live() async throws {
        try await FixtureServer.show("live") { page, server in
            try await page.open(server.base + "/")
            let name = try await page.evaluate(
                "fetch('/api/v1/jobs?state=running').then((r) => r.json()).then((b) => b.items[0].run)")
            try await page.open(server.base + "/run.html?id=\(name.text ?? "")")
            #expect(try await page.evaluate("document.querySelector('.badges').innerText") == "● running 42 %")
            try await server.turn("advance")
            try await page.wait(for: "document.querySelector('.badges').innerText.includes('finished')")
            try await page.wait(for: "document.querySelector('.headline')")
            #expect(
                try await page.evaluate("document.getElementById('announce').textContent") == "The run is now finished."
            )
        }
    }

    @Test(
        "the distribution and the course of the samples are drawn",
        .enabled(if: FixtureServer.hasVega, "make setup has not made .deps/web/vega.js"))
    func samples() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let id = try await Self.id(of: "resnet18 b1 fp32", page)
            try await page.open(server.base + "/run.html?id=\(id)")
            try await page.wait(for: "document.querySelectorAll('.samples svg').length === 2")
            #expect(
                try await page.evaluate("document.querySelector('.samples p').textContent.includes('none dropped')")
                    == true)
            #expect(page.log.complaints == [])
            try await page.picture("run-1440-light", whole: true)
        }
    }

    @Test("bins hold every sample that is not named as beyond them; constant samples and single ones have a bin too")
    func bins() async throws {
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let answer = try await page.evaluate(
                """
                import('/js/samples.js').then(({ histogram, quantile, series }) => {
                  const sum = ({ bins }) => bins.reduce((total, bin) => total + bin.count, 0);
                  const skewed = histogram(Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]));
                  const thin = series(Array.from({ length: 100000 }, (_, i) => (i === 77777 ? 9 : 1)));
                  return [sum(skewed), skewed.beyond, sum(histogram(Float64Array.from([5, 5, 5]))), sum(histogram(Float64Array.from([7]))),
                    quantile([1, 2, 3, 4], 0.5), thin.points.length <= 3000, thin.points.some((p) => p.value === 9 && p.request === 77778)];
                })
                """)
            // Of ten samples the one at 1000 lies beyond the upper quartile 7.75 + 6 × 4.5.
            #expect(answer == [9, 1, 3, 1, 2.5, true, true])
        }
    }
}
