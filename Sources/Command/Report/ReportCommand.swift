import ArgumentParser
import Client
import Foundation
import Vocabulary
import Wire

/// `report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes the page with its runs as files that need no server.",
        discussion: """
            The report has the pages of the coordinator with the runs that have ended and were chosen; it opens from disk, with scripts and \
            without, and can be published anywhere. Equal data make equal bytes: its date is that of the newest run unless --as-of says \
            another. No token, no address and nothing of the queue is in it; what runs said in their logs, the names of workers and, \
            without --without-costs, your devices' prices are.

            Exit codes: 0 written, 1 a file cannot be written, 2 coordinator unreachable, 5 no such run, 64 usage.

            Example: shoestring report --experiment zoo --out zoo-report
                     shoestring report --runs 0f3c…,77aa… --single result.html
            """)

    @Option(help: "The folder to write; it must be empty, not there yet, or an earlier report.")
    var out: String?

    @Option(help: "Write one HTML file instead, which holds everything.")
    var single: String?

    @Option(help: "Of this experiment, by number or name.")
    var experiment: String?

    @Option(help: "Of this sweep.")
    var sweep: Int64?

    @Option(help: "These runs alone: identities, separated by commas.")
    var runs: String?

    @Option(help: "How many runs at most, the newest first.")
    var limit = 1000

    @Option(help: "The date that the report says it is of, as 2026-11-21.")
    var asOf: String?

    @Flag(help: "Leave out the costs page, and your devices with it.")
    var withoutCosts = false

    @Option(help: "The folder of the page's files; found beside the program by default.")
    var page: String?

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (out == nil) != (single == nil) else { throw ValidationError("say either --out FOLDER or --single FILE") }
        guard limit >= 1 else { throw ValidationError("--limit is a whole number from 1") }
        guard runs == nil || (experiment == nil && sweep == nil) else {
            throw ValidationError("--runs names the runs: --experiment and --sweep choose others")
        }
        guard asOf?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil || asOf == nil else {
            throw ValidationError("--as-of is a date such as 2026-11-21")
        }
        for id in identities where RunID(id) == nil {
            throw ValidationError("--runs takes identities of 32 hexadecimal digits, not \(id)")
        }
    }

    func run() async throws {
        try await reporting {
            if let out { try ReportFolder(path: out).check() }
            let site = try Site(folder: try pageFolder(), vendor: try vendorFolder())
            let client = try server.client()
            let chosen = try await chosen(by: client)
            guard !chosen.isEmpty else { throw CommandFailure("no run that has ended was chosen", .notFound) }
            let collector = ReportCollector(client: client, hasCosts: !withoutCosts, progress: Self.progress())
            let content = try await collector.content(of: chosen, asOf: asOf)
            let writer = ReportWriter(site: site, content: content, picture: picture(of: content, site: site))
            if let out {
                try ReportFolder(path: out).write(try writer.files())
                Terminal.write("\(out)/index.html\n")
            } else if let single {
                try Data(try writer.file().utf8).write(to: URL(filePath: single), options: .atomic)
                Terminal.write(single + "\n")
            }
        }
    }

    private var identities: [String] { runs?.split(separator: ",").map(String.init) ?? [] }

    /// The runs that have ended; others would make another report a minute later.
    private func chosen(by client: ShoestringClient) async throws -> [Run] {
        if runs != nil {
            var found: [Run] = []
            for id in identities.compactMap({ RunID($0) }) { found.append(try await client.run(id).run) }
            return found.filter { $0.status.hasEnded }
        }
        var query = RunQuery()
        query.experiment = experiment
        query.sweep = sweep.map { SweepID($0) }
        query.sort = "-created_at"
        let all = try await everyPage(limit + 1) { limit, cursor in
            query.limit = limit
            query.cursor = cursor
            return try await client.runs(query)
        }
        if all.count > limit { Terminal.note("the newest \(limit) runs alone: --limit says more") }
        let ended = all.prefix(limit).filter { $0.status.hasEnded }
        if ended.count < min(limit, all.count) {
            Terminal.note("\(min(limit, all.count) - ended.count) runs that wait or run are left out")
        }
        return Array(ended)
    }

    private func pageFolder() throws -> String {
        if let page { return page }
        guard let folder = try Installation.folder("web-static", marker: "report.js") else {
            throw CommandFailure("the page's files were not found beside the program; --page names their folder")
        }
        return folder
    }

    private func vendorFolder() throws -> String? {
        let folder =
            try Installation.folder("vendor", marker: "vega.js") ?? Installation.folder(".deps/web", marker: "vega.js")
        if folder == nil {
            Terminal.note(
                "without the plotting library (make setup) the pages of the report have tables and no figures")
        }
        return folder
    }

    private func picture(of content: ReportContent, site: Site) -> String? {
        let name = "/figures/latency-macs.vl.json"
        guard let specification = site.figures[name], let styles = site.styles["styles.css"],
            let filled = ReportPicture(specification: specification, stylesheet: styles).filled(content)
        else {
            Terminal.note("no picture for readers without scripts: no run has a place in the figure")
            return nil
        }
        do {
            guard let store = try Installation.folder(".deps/venv", marker: "bin/python") else {
                throw CommandFailure("there is no .deps/venv with vl-convert (make setup)")
            }
            return try Drawer(python: store + "/bin/python").svg(filled)
        } catch {
            Terminal.note(
                "no picture for readers without scripts: \((error as? CommandFailure)?.message ?? "\(error)")")
            return nil
        }
    }

    /// A line that counts on a terminal; elsewhere one line for every hundred runs.
    private static func progress() -> (Int, Int) -> Void {
        let began = ContinuousClock.now
        return { done, total in
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let rate = seconds > 0 ? Double(done) / seconds : 0
            let left = rate > 0 ? ProgressMeter.time(Double(total - done) / rate) : "?"
            let line = "\(done)/\(total) runs read, \(Cell.fixed(rate, 1))/s, \(left) left"
            if Terminal.canDraw {
                Terminal.draw("\r\u{1b}[K\(line)" + (done == total ? "\n" : ""))
            } else if done % 100 == 0 || done == total {
                Terminal.note(line)
            }
        }
    }
}

extension RunStatus {
    /// Whether nothing more will come.
    var hasEnded: Bool { self == .finished || self == .failed || self == .killed }
}
