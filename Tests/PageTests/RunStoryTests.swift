import Foundation
import Testing
import Vocabulary

@Suite(
    "where a run comes from and what came of it", .serialized,
    .enabled(if: Chrome.isInstalled, "chromium is not installed: apt-get install chromium"))
struct RunStoryTests {
    private static func text(_ section: String, of letter: String) async throws -> String {
        var text = ""
        try await FixtureServer.show("trained") { page, server in
            try await page.open(server.base + "/run.html?id=" + String(repeating: letter, count: 32))
            text =
                try await page.evaluate(
                    "((part) => (!part || part.hidden ? '' : part.innerText))(document.querySelector('#section-\(section)'))"
                ).text ?? ""
            #expect(page.log.complaints == [])
            try await page.picture("story-\(letter)", whole: true)
        }
        return text
    }

    @Test("the whole chain stands on each run's page, with what was done and its number", arguments: ["a", "b", "c"])
    func chain(letter: String) async throws {
        let text = try await Self.text("lineage", of: letter)
        let expected = ["Trained", "Compressed, int8_static", "Measured"]
        for part in expected + ["(this run)"] { #expect(text.contains(part), "\(part) in \(text)") }
        let places = expected.compactMap { text.range(of: $0)?.lowerBound }
        #expect(places == places.sorted())
        #expect(text.contains("test accuracy 92.05 %"))
    }

    @Test("a compression shows both networks, the ratio, and what a million images cost before and after")
    func beforeAfter() async throws {
        let text = try await Self.text("before-after", of: "b")
        // Medians 10 and 4 ms at 0.0192 USD an hour: 10⁶ × 10 ms are 2.78 h, 0.0533 USD, and 0.0213 USD.
        for part in [
            "10.00 ms", "4.000 ms", "× 0.400", "1,000,000 images, marginal cost", "0.0533", "0.0213", "derived",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test(
        "the estimate of the job stands beside what it took, and whether that was inside",
        arguments: [
            // The fixture's bill says 8 s; widened by 1.25, 5 to 20 s are 4 to 25 s.
            ("a", ["40 s to 1 min 20 s", "shorter than the interval"]),
            ("b", ["4.0 s to 25 s", "inside the interval", "widened by 1.25"]),
            ("c", ["1.0 s to 3.0 s", "longer than the interval"]),
        ])
    func estimate(letter: String, parts: [String]) async throws {
        let text = try await Self.text("estimate", of: letter)
        for part in parts { #expect(text.contains(part), "\(part) in \(text)") }
    }

    @Test("a training that stopped early says why, and its commands have its own words")
    func stopped() async throws {
        let outcome = try await Self.text("outcome", of: "a")
        #expect(outcome.contains("Stopped early: no better validation accuracy for 3 epochs"))
        let commands = try await Self.text("reproduce", of: "a")
        #expect(
            commands.contains(
                "shoestring train shoestring_cnn --data fashion-mnist --epochs 20 --batch 64 --precision fp32 --learning-rate 0.1 "
                    + "--set patience=3 --set validation_share=0.1"))
        let compressed = try await Self.text("reproduce", of: "b")
        #expect(compressed.contains("--method int8_static"))
        #expect(compressed.contains("--keep-fp32 first_convolution"))
    }

    @Test("the confusion matrix is a table with the greatest confusions in words, names as text")
    func confusion() async throws {
        let text = try await Self.text("confusion", of: "a")
        #expect(text.contains("<b>bag</b> for T-shirt, top 30 times (30.0 %)"), "\(text)")
        #expect(text.contains("90.0 %"))
    }

    @Test(
        "layers have derived numbers for networks of the zoo and the engine's times where it was asked; else the reason"
    )
    func layers() async throws {
        let text = try await Self.text("layers", of: "c")
        for part in [
            "the median of 15 inferences", "need not be the latency", "brgconv_avx512_i8", "fc,<b>x</b>",
            "the coordinator counts the networks of the zoo",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        let other = try await Self.text("layers", of: "b")
        #expect(other == "")
        try await FixtureServer.show("done") { page, server in
            try await page.open(server.base + "/")
            let id = try await page.evaluate(
                "fetch('/api/v1/runs?limit=1000').then((r) => r.json()).then((b) => b.items.find((run) => run.name === 'resnet18 b1 fp32').id)"
            ).text
            try await page.open(server.base + "/run.html?id=\(id ?? "")")
            let zoo = try await page.evaluate("document.querySelector('#section-layers').innerText").text ?? ""
            for part in ["No times: this run has no profile of its layers", "118,013,952", "Show all 19"] {
                #expect(zoo.contains(part), "\(part) in \(zoo)")
            }
            let onPaper = "document.querySelector('.layers .on-paper').textContent"
            #expect(try await page.evaluate(onPaper) == "The first 12 of 19 layers, in order of execution.")
            try await page.click(".layers button")
            #expect(try await page.evaluate(onPaper) == "")
            #expect(try await page.evaluate("document.querySelectorAll('.layers tbody tr').length") == 19)
        }
    }
}
