import Foundation
import Vocabulary

/// The page's files, as `web-static` has them.
struct Site {
    let pages: [PageFile]
    /// Texts of the ES modules, by path.
    let modules: [String: String]
    let styles: [String: String]
    /// The figures' Vega-Lite specifications, by path, as `/figures/latency-macs.vl.json`.
    let figures: [String: JSONValue]
    let theme: String
    let runtime: String
    let icon: String
    /// The plotting library, as `make setup` writes it; absent without set-up.
    let vega: String?

    /// Pages that a report leaves out: what they show is gone a minute later.
    static let excluded: Set<String> = ["queue.html", "sweep.html"]
    /// The stylesheet of a report's pages where scripts are off.
    static let plainStyle = "report.css"
    /// The page that shows one run.
    static let runPage = "run.html"
    /// Scripts in `js` that are no modules.
    private static let classic: Set<String> = ["theme.js"]

    /// Reads the files.
    ///
    /// - Throws: ``CommandFailure`` naming the file that cannot be read or is not built as the page's are.
    init(folder: String, vendor: String?) throws {
        let names = try Self.names(in: folder)
        pages = try names.filter { $0.hasSuffix(".html") && !Self.excluded.contains($0) }.map { name in
            guard let page = PageFile(name: name, text: try Self.text(folder, name)), !page.entries.isEmpty else {
                throw CommandFailure("\(folder)/\(name) is not built as the page's files are")
            }
            return page
        }
        modules = try Self.texts(
            folder, "js", Self.names(in: folder + "/js").filter { $0.hasSuffix(".js") && !Self.classic.contains($0) })
        styles = Dictionary(
            uniqueKeysWithValues: try names.filter { $0.hasSuffix(".css") }.map { ($0, try Self.text(folder, $0)) })
        figures = Dictionary(
            uniqueKeysWithValues: try Self.names(in: folder + "/figures").filter { $0.hasSuffix(".vl.json") }.map {
                ("/figures/\($0)", try JSONValue(parsing: Data(try Self.text(folder, "figures/\($0)").utf8)))
            })
        theme = try Self.text(folder, "js/theme.js")
        runtime = try Self.text(folder, "report.js")
        icon = try Self.text(folder, "favicon.svg")
        vega = try vendor.map { try Self.text($0, "vega.js") }
    }

    /// The plotting library as a script that a report can load; absent without set-up.
    ///
    /// - Throws: ``CommandFailure`` when its end is not the export that set-up writes.
    func vegaScript() throws -> String? {
        guard let vega else { return nil }
        guard let match = vega.firstMatch(of: /export\{(\S+) as vegaEmbed\};\s*$/) else {
            throw CommandFailure("the plotting library does not end with the export of vegaEmbed; run make setup again")
        }
        return """
            shoestringReport.define("vendor/vega.js", function (_require, _shoestringExports) {
            "use strict";
            \(vega[..<match.range.lowerBound])
            _shoestringExports.vegaEmbed = \(match.1);
            });

            """
    }

    private static func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw CommandFailure("the page's files cannot be read: \(folder): \(error.localizedDescription)")
        }
    }

    private static func texts(_ folder: String, _ inner: String, _ names: [String]) throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try names.map { ("\(inner)/\($0)", try text(folder, "\(inner)/\($0)")) })
    }

    private static func text(_ folder: String, _ name: String) throws -> String {
        do {
            return try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        } catch {
            throw CommandFailure("\(folder)/\(name) cannot be read: \(error.localizedDescription)")
        }
    }
}
