import Foundation
import HTTPTesting
import Testing
import Vocabulary
import Wire

@testable import Command

@Suite("the pieces of a report")
struct ReportPieceTests {
    @Test("modules become calls that keep their names, and constants stay where they are")
    func join() throws {
        let script = try ModuleJoiner.script([
            "js/a.js": """
            import { one, two as zwei } from "./b.js";
            import * as all from "./b.js";
            import {
              one as eins,
            } from "./b.js";
            /// Text with import in it.
            export const sum = one + zwei;
            export async function load() { return import("/vendor/vega.js"); }

            """,
            "js/b.js": "export function one() {}\nconst two = 2;\nexport class C {}\nexport { two, C as D };\n",
        ])
        #expect(script.contains(#"const { one, two: zwei } = require("js/b.js");"#))
        #expect(script.contains(#"const all = require("js/b.js");"#))
        #expect(script.contains("one: eins,"))
        #expect(script.contains("get sum() { return sum; }, get load() { return load; }"))
        #expect(script.contains("get two() { return two; }, get D() { return C; }"))
        #expect(script.contains(#"return importing("/vendor/vega.js");"#))
        #expect(script.firstMatch(of: /^(import|export)\b/.anchorsMatchLineEndings()) == nil)
    }

    @Test(
        "a form that is not known is refused with the module's name",
        arguments: [
            "export default 1;\n", "export let x = 1;\n", "export * from \"./b.js\";\n", "import x from \"./b.js\";\n",
            "import { x } from \"./missing.js\";\n", "await 1;\n", "import \"./a.js\";\n",
        ])
    func refuses(text: String) {
        #expect(throws: ModuleJoiner.Failure.self) { try ModuleJoiner.script(["js/a.js": text, "js/b.js": ""]) }
    }

    @Test("text cannot become markup, nor end a script or a literal")
    func escaping() {
        #expect(HTMLText.escaped("<b a=\"'&\">\u{202e}") == "&lt;b a=&quot;&#39;&amp;&quot;&gt;[U+202E]")
        #expect(HTMLText.json(["</script>": "<!--"]) == #"{"\u003c/script>":"\u003c!--"}"#)
        #expect(HTMLText.literal("a'\\\n</script>") == #"'a\'\\\n\x3c/script>'"#)
    }

    @Test("what only says in which parts a listing comes is no part of an answer's key")
    func keys() throws {
        #expect(SavedPath.once.map(\.key).contains("/experiments"))
        #expect(SavedPath.once.map(\.key).contains("/jobs?state=running"))
    }

    /// Every module of the page, so that a form that cannot be joined is found before somebody's report is.
    @Test("the page's own files can be taken apart and joined")
    func site() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let site = try Site(folder: root.appending(path: "web-static").path, vendor: nil)
        #expect(Set(site.pages.map(\.name)).isSuperset(of: ["index.html", "run.html", "costs.html"]))
        #expect(!site.pages.map(\.name).contains("queue.html"))
        #expect(try ModuleJoiner.script(site.modules).contains("shoestringReport.define(\"js/overview.js\""))
    }
}

@Suite("shoestring report", .serialized)
struct ReportCommandTests {
    private static let id = "0123456789abcdef0123456789abcdef"
    private static let name = "</script><script>alert(1)</script>"
    private static let secret = "not-to-be-seen-0123456789"

    private static var run: JSONValue {
        [
            "id": .string(id), "experiment": 3, "name": .string(name), "status": "finished",
            "lifecycle_stage": "active",
            "job": 5,
            "configuration": [
                "kind": "benchmark", "model": "resnet18", "batch": 1, "precision": "fp32", "engine": "openvino",
                "device": "cpu", "mode": "latency", "seed": 1, "measure_seconds": 30,
            ],
            "created_at": "2026-11-21T08:00:00.000Z", "started_at": "2026-11-21T08:00:01.000Z",
            "ended_at": "2026-11-21T08:00:31.000Z", "parameters": [:],
            "tags": ["__proto__": "a", "note": .string(name)], "metrics": ["latency_median_ms": 12.5],
        ]
    }

    /// A coordinator with one run, which counts what it was asked.
    private static func server() -> LoopbackServer {
        LoopbackServer { request in
            let path = request.target.prefix { $0 != "?" }.dropFirst("/api/v1".count)
            let answer: JSONValue
            switch path {
            case "/runs": answer = ["items": [run]]
            case "/runs/\(id)":
                answer = [
                    "run": run, "absent": [:], "series": [], "attempts": [], "artifacts": [], "parents": [],
                    "children": [],
                ]
            case "/runs/\(id)/samples":
                answer = ["items": [["name": "latency", "unit": "ms", "values": [12.4, 12.5, 12.6]]]]
            case "/jobs/5/log":
                answer = [
                    "items": [
                        [
                            "position": 1, "attempt": 1, "stored_at": "2026-11-21T08:00:02.000Z", "level": "info",
                            "message": .string(name),
                        ]
                    ]
                ]
            case "/experiments":
                answer = ["items": [["id": 3, "name": "mine"], ["id": 4, "name": "a secret plan"]]]
            case "/costs/compare":
                answer = ["items": [], "total": 0, "refused": [], "refused_total": 0, "formula_version": "v1"]
            case "/runs/\(id)/bills":
                return .init(404, text: #"{"error": {"code": "not_found", "message": "no bills"}}"#)
            default: answer = ["items": []]
            }
            return .init(200, text: String(decoding: answer.canonicalData(), as: UTF8.self))
        }
    }

    private static func report(_ arguments: [String], _ server: LoopbackServer) throws -> Program.Outcome {
        try Program.run(["report", "--url", server.url] + arguments, environment: ["SHOESTRING_TOKEN": secret])
    }

    private static func files(_ folder: String) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
            })
    }

    @Test("equal data make equal bytes, as a folder and as one file, and an earlier report is replaced")
    func deterministic() throws {
        let server = Self.server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        var seen: [[String: Data]] = []
        for _ in 0..<2 {
            let outcome = try Self.report(["--out", folder.path + "/r"], server)
            #expect(outcome.code == 0, "\(outcome.error)")
            #expect(outcome.output == folder.path + "/r/index.html\n")
            seen.append(try Self.files(folder.path + "/r"))
        }
        #expect(seen[0] == seen[1])
        #expect(seen[0].keys.contains("runs/\(Self.id).html") && seen[0].keys.contains("costs.html"))
        var single: [Data?] = []
        for name in ["a.html", "b.html"] {
            #expect(try Self.report(["--single", "\(folder.path)/\(name)"], server).code == 0)
            single.append(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
        }
        #expect(single[0] != nil && single[0] == single[1])
    }

    @Test("neither the token nor the address nor other experiments are in it, and names cannot become scripts")
    func safe() throws {
        let server = Self.server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        #expect(try Self.report(["--out", folder.path + "/r"], server).code == 0)
        #expect(try Self.report(["--single", folder.path + "/s.html"], server).code == 0)
        for (name, data) in try Self.files(folder.path) where name.hasSuffix(".html") || name.contains("data") {
            let text = String(decoding: data, as: UTF8.self)
            #expect(
                !text.contains(Self.secret) && !text.contains(server.url) && !text.contains("a secret plan"), "\(name)")
            #expect(!text.contains("<script>alert") && !text.contains("</script><script>alert"), "\(name)")
        }
        let index = String(decoding: try #require(try Self.files(folder.path)["r/index.html"]), as: UTF8.self)
        #expect(index.contains("&lt;script&gt;alert(1)"))
        #expect(index.contains("as of 2026-11-21 08:00:31 UTC"))
        #expect(!index.contains("queue.html"))
    }

    @Test("a folder of something else is left alone")
    func foreignFolder() throws {
        let server = Self.server()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try Data("mine".utf8).write(to: URL(filePath: folder.path + "/thesis.txt"))
        let outcome = try Self.report(["--out", folder.path], server)
        #expect(outcome.code == 64 && outcome.error.contains("something else than a report"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["thesis.txt"])
    }

    @Test(
        "options that make no sense end with 64",
        arguments: [
            ["report"], ["report", "--out", "a", "--single", "b"], ["report", "--out", "a", "--runs", "xyz"],
            ["report", "--out", "a", "--limit", "0"], ["report", "--out", "a", "--as-of", "yesterday"],
            ["report", "--out", "a", "--runs", "0123456789abcdef0123456789abcdef", "--sweep", "1"],
        ])
    func usage(arguments: [String]) throws {
        #expect(try Program.run(arguments, environment: ["SHOESTRING_URL": "http://127.0.0.1:9"]).code == 64)
    }

    @Test("no run is 5, and --as-of is what the report says")
    func dates() throws {
        let server = Self.server()
        defer { server.stop() }
        let empty = LoopbackServer { _ in .init(200, text: #"{"items": []}"#) }
        defer { empty.stop() }
        let folder = try TemporaryFolder()
        #expect(try Self.report(["--out", folder.path + "/n"], empty).code == 5)
        #expect(
            try Self.report(["--single", folder.path + "/d.html", "--as-of", "2026-12-01", "--without-costs"], server)
                .code == 0)
        let text = try String(contentsOfFile: folder.path + "/d.html", encoding: .utf8)
        #expect(text.contains("as of 2026-12-01") && !text.contains("data-page=\"costs.html\""))
    }
}
