import Foundation
import Testing
import Vocabulary

@Suite("shoestring backtest")
struct BacktestCommandTests {
    /// A folder with files, gone at the end.
    private func withFolder(_ files: [String: String], _ work: (_ folder: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "backtest-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try work(folder.path)
    }

    private func expectCode(_ code: Int32, _ arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.code == code, "\(outcome.error)")
    }

    /// Three hours up, one down, ten-minute ticks: 6 days.
    private static let regular =
        #"{"metadata": {"gap_seconds": 600}, "data": [\#((0..<864).map { $0 % 24 < 18 ? "1" : "0" }.joined(separator: ", "))]}"#

    @Test("JSON has the summary and a row for each trace, folders in the folder included, and is the same for one seed")
    func json() throws {
        try withFolder(["a.json": Self.regular, "zone/b.json": Self.regular, "README.md": "no trace"]) { folder in
            let outcome = try Program.run(["backtest", "--traces", folder, "--format", "json", "--seed", "3"])
            #expect(outcome.code == 0, "\(outcome.error)")
            guard case .object(let report) = try JSONValue(parsing: Data(outcome.output.utf8)),
                case .object(let summary)? = report["summary"], case .array(let rows)? = report["traces"]
            else {
                Issue.record("no report: \(outcome.output)")
                return
            }
            #expect(summary["judged"] == .integer(2))
            #expect(summary["deadline_late"] == .integer(0))
            #expect(summary["billed_hours_mape"] != nil && summary["interval80_coverage"] != nil)
            let names = rows.map { row -> JSONValue? in
                guard case .object(let fields) = row else { return nil }
                return fields["name"]
            }
            #expect(names == [.string("a.json"), .string("zone/b.json")])
            let again = try Program.run(["backtest", "--traces", folder, "--format", "json", "--seed", "3"])
            #expect(again.output == outcome.output)
        }
    }

    @Test("a file that is no trace is named with its line and fault and makes the end 3; the others are judged")
    func unreadable() throws {
        let zero = #"{"metadata": {"gap_seconds": 0}, "data": [1, 1]}"#
        let negative = "{\"metadata\": {\"gap_seconds\": 60},\n\"data\": [1,\n0,\n-3]}"
        let files = ["good.json": Self.regular, "bad.json": "{\n", "zero.json": zero, "zone/negative.json": negative]
        try withFolder(files) { folder in
            let outcome = try Program.run(["backtest", "--traces", folder])
            #expect(outcome.code == 3)
            #expect(outcome.error.contains("bad.json:2: the body must be JSON"))
            #expect(outcome.error.contains("zero.json:1: metadata.gap_seconds must be seconds above 0"))
            #expect(outcome.error.contains("zone/negative.json:4: data[2] must be a whole number of machines"))
            #expect(outcome.output.contains("1 of 1 traces judged"))
        }
    }

    @Test("no folder and no trace are 5; arguments that make no sense are 64")
    func codes() throws {
        try expectCode(5, ["backtest", "--traces", "/nonexistent/folder"])
        try withFolder(["README.md": "no trace"]) { folder in
            try expectCode(5, ["backtest", "--traces", folder])
            try expectCode(64, ["backtest", "--traces", folder, "--seed", "-1"])
            try expectCode(64, ["backtest", "--traces", folder, "--machines", "0"])
            try expectCode(64, ["backtest", "--traces", folder, "--every-cut", "--split", "0.4"])
        }
        try expectCode(64, ["backtest"])
    }

    @Test("a link to a folder is looked into, and a folder whose name ends like a trace's is no trace")
    func links() throws {
        try withFolder(["traces/a.json": Self.regular, "traces/old.json/b.json": Self.regular]) { folder in
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link", withDestinationPath: "\(folder)/traces")
            let outcome = try Program.run(["backtest", "--traces", "\(folder)/link"])
            #expect(outcome.code == 0, "\(outcome.error)")
            #expect(outcome.output.contains("2 of 2 traces judged"))
        }
    }

    @Test("every cut: a row for each of twenty, traces below, means last; JSON has them as shares")
    func everyCut() throws {
        try withFolder(["a.json": Self.regular]) { folder in
            let table = try Program.run(["backtest", "--traces", folder, "--every-cut"])
            #expect(table.code == 0, "\(table.error)")
            #expect(table.output.contains("20 cuts, formulas spot-"))
            #expect(table.output.split(separator: "\n").count { $0.contains("backwards") } == 10)
            let json = try Program.run(["backtest", "--traces", folder, "--every-cut", "--format", "json"])
            guard case .object(let report) = try JSONValue(parsing: Data(json.output.utf8)),
                case .array(let cuts)? = report["cuts"], case .number(let coverage)? = report["interval80_coverage"]
            else {
                Issue.record("no report: \(json.output)")
                return
            }
            #expect(cuts.count == 20)
            #expect((0...1).contains(coverage))
        }
    }

    @Test("CSV has a header and a line for each trace; help shows an example")
    func csv() throws {
        try withFolder(["a.json": Self.regular]) { folder in
            let outcome = try Program.run(["backtest", "--traces", folder, "--format", "csv"])
            #expect(outcome.output.split(separator: "\r\n").count == 2)
            #expect(outcome.output.hasPrefix("trace,days,tick (s),"))
        }
        let help = try Program.run(["backtest", "--help"])
        #expect(help.output.contains("Example: shoestring backtest"))
    }
}
