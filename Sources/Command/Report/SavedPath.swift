import Vocabulary

/// What the pages ask the API for, and what of it a report keeps. A page works in a report when everything that it asks for is here.
struct SavedPath {
    /// How an answer is kept.
    enum Keeping {
        /// As it is.
        case whole
        /// Its `items` without those that have nothing to do with the report's runs.
        case itemsOfRuns
        /// An empty listing, unasked: what waits, runs and was spent a minute ago is no part of a report.
        case empty
    }

    /// Below `/api/v1`, with the query that gives it whole.
    let path: String
    let keeping: Keeping

    init(_ path: String, _ keeping: Keeping = .whole) {
        self.path = path
        self.keeping = keeping
    }

    /// Once for a report. `/runs` is not among them: it holds the runs that were chosen.
    static let once = [
        SavedPath("/experiments?limit=1000", .itemsOfRuns), SavedPath("/models"),
        SavedPath("/sweeps", .empty), SavedPath("/workers", .empty), SavedPath("/jobs?state=running", .empty),
        SavedPath("/budgets", .empty),
    ]

    /// Once for a report with costs: the user's devices, whose prices are then read by whoever reads the report.
    static let devices = SavedPath("/devices")
    /// The same without costs.
    static let noDevices = SavedPath("/devices", .empty)

    /// For every run, which has ended; what a coordinator does not have, as the parts of a run that a client logged, is left out.
    static func of(_ run: Run) -> [SavedPath] {
        var paths = [SavedPath("/runs/\(run.id)"), SavedPath("/runs/\(run.id)/samples")]
        if let job = run.job {
            paths += [SavedPath("/runs/\(run.id)/bills"), SavedPath("/jobs/\(job)")]
        }
        return paths
    }

    /// The question that the costs page opens with (`js/cost-state.js`), without its limit.
    static let costQuestion: [String: JSONValue] = [
        "models": ["resnet18"], "batches": [1], "precisions": ["fp32"], "work": ["images": 1_000_000],
        "basis": "marginal", "order": "cost",
    ]
    /// The rows that the page asks for.
    static let costRows: Int64 = 300

    /// Under what an answer is kept: the path without what only says in which parts a listing comes, as `report.js` has it.
    var key: String {
        let sides = path.split(separator: "?", maxSplits: 1)
        guard sides.count == 2 else { return path }
        let parts: Set<Substring> = ["limit", "cursor", "fields"]
        let kept = sides[1].split(separator: "&").filter { pair in
            !parts.contains(pair.prefix { $0 != "=" })
        }
        return String(sides[0]) + (kept.isEmpty ? "" : "?" + kept.sorted().joined(separator: "&"))
    }

    /// Under what the answer to a question is kept.
    static func key(_ path: String, asked question: [String: JSONValue]) -> String {
        "POST \(path) " + String(decoding: JSONValue.object(question).canonicalData(), as: UTF8.self)
    }
}
