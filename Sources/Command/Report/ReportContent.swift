import Client
import Foundation
import Vocabulary
import Wire

/// What a report holds: the runs that were chosen and the answers that its pages will ask for.
struct ReportContent {
    var runs: [Run] = []
    var models: [ModelFacts] = []
    var costs: CompareAnswer?
    /// Answers for all pages, by ``SavedPath/key``.
    var answers: [String: JSONValue] = [:]
    /// Answers about one run, which the page of that run alone needs.
    var ofRuns: [RunID: [String: JSONValue]] = [:]
    var details: [RunID: RunDetail] = [:]
    /// The date that the report says it is of.
    var asOf = ""

    /// The newest end or beginning among the runs: the data's own date, so that the same data make the same report.
    static func newest(of runs: [Run]) -> String {
        guard let date = runs.map({ $0.endedAt ?? $0.startedAt ?? $0.createdAt }).max() else { return "" }
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day().time(
            includingFractionalSeconds: false)
        return date.formatted(style) + " UTC"
    }
}

/// Asks a coordinator for what a report holds.
struct ReportCollector {
    let client: ShoestringClient
    let hasCosts: Bool
    /// Told how many runs are saved of how many.
    let progress: (Int, Int) -> Void

    func content(of runs: [Run], asOf: String?) async throws -> ReportContent {
        var content = ReportContent()
        content.runs = runs
        content.asOf = asOf ?? ReportContent.newest(of: runs)
        content.models = try await client.models().items
        content.answers["/runs"] = try Self.json(Page(items: runs))
        let experiments = Set(runs.map { Int64($0.experiment.value) })
        for path in SavedPath.once + [hasCosts ? SavedPath.devices : SavedPath.noDevices] {
            content.answers[path.key] = try await answer(to: path, experiments: experiments)
        }
        if hasCosts { try await addCosts(to: &content) }
        for (index, run) in runs.enumerated() {
            try await add(run, to: &content)
            progress(index + 1, runs.count)
        }
        return content
    }

    private func answer(to path: SavedPath, experiments: Set<Int64>) async throws -> JSONValue {
        switch path.keeping {
        case .empty: return ["items": []]
        case .whole: return try await client.answer(to: path.path)
        case .itemsOfRuns:
            guard case .array(let items)? = try await client.answer(to: path.path)["items"] else {
                return ["items": []]
            }
            return ["items": .array(items.filter { item in experiments.contains { item["id"] == .integer($0) } })]
        }
    }

    private func add(_ run: Run, to content: inout ReportContent) async throws {
        var answers: [String: JSONValue] = [:]
        for path in SavedPath.of(run) {
            do throws(ClientError) {
                answers[path.key] = try await client.answer(to: path.path)
            } catch {
                guard error.isMissing, path.path != "/runs/\(run.id)" else { throw error }
            }
        }
        if let job = run.job { try await addLog(of: job, to: &answers) }
        if let detail = answers["/runs/\(run.id)"] {
            let whole = try WireCoding.decoder().decode(RunDetail.self, from: detail.canonicalData())
            content.details[run.id] = whole
            try await addTexts(of: whole, to: &answers)
        }
        try await addCurves(of: run, to: &answers)
        try await addLayers(of: run, to: &content)
        content.ofRuns[run.id] = answers
    }

    /// In the pages that a run's page asks for (`js/run.js`), and as many lines as it shows.
    private func addLog(of job: JobID, to answers: inout [String: JSONValue]) async throws {
        var (position, count) = (Int64(0), 0)
        while count < 2000 {
            let path = "/jobs/\(job)/log?after=\(position)"
            let answer = try await client.answer(to: path + "&limit=1000")
            answers[path] = answer
            guard case .array(let lines)? = answer["items"], lines.count == 1000,
                case .integer(let last)? = lines.last?["position"]
            else { return }
            (position, count) = (last, count + lines.count)
        }
    }

    /// The page's first question. A price's age depends on the day of asking: it is left out, so that the same data make the same report.
    private func addCosts(to content: inout ReportContent) async throws {
        var ownOnly = SavedPath.costQuestion
        ownOnly["providers"] = []
        for question in [SavedPath.costQuestion, ownOnly] {
            let asked = JSONValue.object(question.merging(["limit": .integer(SavedPath.costRows)]) { $1 })
            guard case .object(var answer) = try await client.answer(to: "/costs/compare", asked: asked) else {
                continue
            }
            if case .array(let rows)? = answer["items"] {
                answer["items"] = .array(rows.map(Self.withoutAge))
            }
            content.answers[SavedPath.key("/costs/compare", asked: question)] = .object(answer)
            if content.costs == nil {
                let data = JSONValue.object(answer).canonicalData()
                content.costs = try WireCoding.decoder().decode(CompareAnswer.self, from: data)
            }
        }
    }

    private static func withoutAge(_ row: JSONValue) -> JSONValue {
        guard case .object(var members) = row else { return row }
        members["price_age_days"] = nil
        return .object(members)
    }

    private static func json(_ value: some Encodable) throws -> JSONValue {
        try JSONValue(parsing: WireCoding.encoder().encode(value))
    }
}

extension ClientError {
    /// Whether there is nothing at the path.
    var isMissing: Bool { code == .notFound }
}
