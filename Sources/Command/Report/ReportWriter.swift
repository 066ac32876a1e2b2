import Checksum
import Foundation
import Vocabulary
import Wire

/// Makes the files of a report; equal content makes equal bytes.
struct ReportWriter {
    let site: Site
    let content: ReportContent
    /// The overview's figure as SVG; absent where it could not be drawn.
    let picture: String?

    private static let runtimeFile = "report.js"
    private static let modulesFile = "modules.js"
    /// The data that pages share: the file that tells an earlier report from a folder of something else.
    static let marker = "data.js"

    private var pages: [PageFile] { site.pages.filter { content.costs != nil || $0.name != "costs.html" } }

    /// The report as files by path: the pages, a page and a file of data for each run, and what they share.
    func files() throws -> [String: String] {
        var files = site.styles
        files["favicon.svg"] = site.icon
        files["js/theme.js"] = site.theme
        files[Self.runtimeFile] = site.runtime
        files[Self.modulesFile] = try modules()
        files[Self.marker] = Self.saving(shared)
        files["vendor/vega.js"] = try site.vegaScript()
        files["figures/overview.svg"] = picture
        for page in pages where page.name != Site.runPage { files[page.name] = text(of: page, run: nil) }
        guard let runPage = pages.first(where: { $0.name == Site.runPage }) else { return files }
        for run in content.runs {
            files["runs/\(run.id).html"] = text(of: runPage, run: run.id)
            files["data/\(run.id).js"] = Self.saving(content.ofRuns[run.id] ?? [:])
        }
        return files
    }

    /// The whole report as one HTML file.
    func file() throws -> String {
        let scripts = [site.theme, site.runtime, try site.vegaScript() ?? "", try modules()]
        guard !scripts.contains(where: { $0.lowercased().contains("</script") }) else {
            throw CommandFailure("a script of the page would end the script element that it stands in")
        }
        let sheets = site.styles.filter { $0.key != Site.plainStyle }.sorted {
            (place($0.key), $0.key) < (place($1.key), $1.key)
        }
        let everything = content.ofRuns.values.reduce(into: shared) { $0.merge($1) { first, _ in first } }
        let policy = [
            "default-src 'none'", "script-src \(try Self.hashes(scripts))",
            "style-src \(try Self.hashes(sheets.map(\.value)))", "img-src data: blob:", "base-uri 'none'",
            "form-action 'none'",
        ].joined(separator: "; ")
        let styles = sheets.map { name, text in
            let used = pages.filter { $0.styles.contains(name) }.map(\.name)
            let everywhere = used.count == pages.count
            return
                "<style data-pages=\"\(used.joined(separator: " "))\"\(everywhere ? "" : " media=\"not all\"")>\(text)</style>"
        }
        let templates = pages.map { page in
            let body = page.content(note: note(on: page.name), instead: "").replacing("<noscript></noscript>", with: "")
                .replacing("src=\"/favicon.svg\"", with: "src=\"\(Self.address(ofImage: site.icon))\"")
            return "<template data-page=\"\(page.name)\" data-title=\"\(page.title)\">\(body)</template>"
        }
        return """
            <!doctype html>
            <html lang="en" data-report>
            <head>
              <meta charset="utf-8">
              <meta http-equiv="Content-Security-Policy" content="\(policy)">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>\(Self.title)</title>
              <link rel="icon" href="\(Self.address(ofImage: site.icon))">
              \(styles.joined(separator: "\n"))
              <script>\(scripts[0])</script>
            </head>
            <body>
            <noscript>\(wholeWithoutScripts)</noscript>
            \(templates.joined(separator: "\n"))
            <script type="application/json" id="report-settings">\(HTMLText.json(settings(page: "index.html", root: "", run: nil)))</script>
            <script>\(scripts[1])</script>
            <script type="application/json" id="report-data">\(HTMLText.json(.object(everything)))</script>
            <script>\(scripts[2])</script>
            <script>\(scripts[3])</script>
            </body>
            </html>

            """
    }

    /// Where a stylesheet stands among those of a page, at most: what is common comes before what is particular, and paper last.
    private func place(_ style: String) -> Int { pages.compactMap { $0.styles.firstIndex(of: style) }.max() ?? 0 }

    private static let title = "Report · Shoestring"

    /// What pages share: figures' specifications and the answers that are not about one run.
    private var shared: [String: JSONValue] { content.answers.merging(site.figures) { first, _ in first } }

    private func modules() throws -> String { try ModuleJoiner.script(site.modules) + "shoestringReport.start();\n" }

    private func note(on page: String) -> String {
        let count = content.runs.count == 1 ? "1 run" : "\(content.runs.count) runs"
        return
            "<p class=\"notice report-note\">A report of \(count), as of \(HTMLText.escaped(content.asOf)), saved with "
            + "<code>shoestring report</code>. It asks no coordinator and does not change."
            + (page == "costs.html" ? " The question: a million images through resnet18, batch 1, fp32.</p>" : "</p>")
    }

    private func settings(page: String, root: String, run: RunID?) -> JSONValue {
        var members: [String: JSONValue] = [
            "as_of": .string(content.asOf), "page": .string(page), "root": .string(root), "single": .bool(root.isEmpty),
            "pages": .array(pages.map(\.name).filter { $0 != Site.runPage }.map { .string($0) }),
            "entries": .object(
                Dictionary(uniqueKeysWithValues: pages.map { ($0.name, .array($0.entries.map { .string($0) })) })),
            "later": site.vega == nil ? [] : ["vendor/vega.js"],
        ]
        if let run { members["run"] = .string(run.description) }
        return .object(members)
    }

    private func text(of page: PageFile, run: RunID?) -> String {
        let root = run == nil ? "./" : "../"
        let tables = StaticTables(content: content) { "\(root)runs/\($0).html" }
        let drawn = picture == nil ? nil : "\(root)figures/overview.svg"
        let scripts = [Self.runtimeFile, Self.marker, Self.modulesFile].map { "<script src=\"\(root)\($0)\"></script>" }
        let policy =
            "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data: blob:; base-uri 'none'; form-action 'none'"
        return page.text(
            policy: policy, note: note(on: page.name),
            instead: run.map { Self.heading(content.details[$0]) + tables.run($0) }
                ?? tables.part(of: page.name, picture: drawn),
            scripts: """
                <script type="application/json" id="report-settings">\(HTMLText.json(settings(page: page.name, root: root, run: run)))</script>
                \(scripts.joined(separator: "\n"))
                """
        ) { target in address(target, root: root) }
    }

    /// Where a link from the root leads; `nil` for what is not in the report.
    private func address(_ target: String, root: String) -> String? {
        if target.isEmpty { return root + "index.html" }
        let name = String(target.prefix { $0 != "?" && $0 != "#" })
        let isThere =
            site.styles[name] != nil || ["favicon.svg", "js/theme.js"].contains(name)
            || name != Site.runPage && pages.contains { $0.name == name }
        return isThere ? root + target : nil
    }

    private var wholeWithoutScripts: String {
        let tables = StaticTables(content: content) { "#run-\($0)" }
        let runs = content.runs.map { run in
            "<section id=\"run-\(run.id)\"><h2><bdi>\(HTMLText.escaped(run.name))</bdi></h2>\(tables.run(run.id))</section>"
        }
        let costs = content.costs == nil ? "" : "<section><h2>Costs</h2>\(tables.costs)</section>"
        return """
            <main class="static"><h1>\(Self.title)</h1>\(note(on: "index.html"))\(tables.part(of: "index.html", picture: picture.map(Self.address(ofImage:))))
            \(costs)\(runs.joined(separator: "\n"))</main>
            """
    }

    private static func heading(_ detail: RunDetail?) -> String {
        "<h1><bdi>\(HTMLText.escaped(detail?.run.name ?? ""))</bdi></h1>"
    }

    private static func address(ofImage svg: String) -> String {
        "data:image/svg+xml;base64,\(Data(svg.utf8).base64EncodedString())"
    }

    private static func saving(_ answers: [String: JSONValue]) -> String {
        let text = String(decoding: JSONValue.object(answers).canonicalData(), as: UTF8.self)
        return "shoestringReport.save(\(HTMLText.literal(text)));\n"
    }

    /// The sources of a policy that allow just these texts.
    private static func hashes(_ texts: [String]) throws -> String {
        let sums = try Set(texts).map { text in
            let hexadecimal = Array(try SHA256.of(Data(text.utf8)))
            let bytes = stride(from: 0, to: hexadecimal.count, by: 2).compactMap {
                UInt8(String(hexadecimal[$0...$0 + 1]), radix: 16)
            }
            return "'sha256-\(Data(bytes).base64EncodedString())'"
        }
        return sums.sorted().joined(separator: " ")
    }
}
