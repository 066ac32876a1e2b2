import Foundation
import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// A page of runs, ordered as the statements order them: runs without the metric last, equal ones by their identity.
    public func runs(_ query: RunQuery) throws(LedgerError) -> RunPage {
        try answer()
        let rows = runs.values.filter { matches($0, query) }.map { SortedRun($0, query: query) }
        let after = query.after.map { SortedRun(cursor: $0, query: query) }
        let ordered = rows.filter { row in after.map { $0.precedes(row, query: query) } ?? true }
            .sorted { $0.precedes($1, query: query) }
        let page = ordered.prefix(query.limit)
        guard ordered.count > query.limit, let last = page.last else {
            return RunPage(runs: page.compactMap { runs[$0.run].map(whole) }, next: nil)
        }
        return RunPage(runs: page.compactMap { runs[$0.run].map(whole) }, next: last.cursor)
    }

    private func matches(_ run: StoredRun, _ query: RunQuery) -> Bool {
        let experiment = query.experiment.map { name in experimentRows.first { $0.name == name }?.id }
        let configuration = run.configuration.json
        return (experiment.map { $0 == run.experiment } ?? true)
            && (query.status.map { $0 == run.status } ?? true)
            && (query.model.map { configuration["model"] == .string($0) } ?? true)
            && (query.sweep.map { $0 == run.sweep } ?? true)
            && (query.precision.map { configuration["precision"] == .string($0.rawValue) } ?? true)
            && (query.batch.map { configuration["batch"] == .integer(Int64($0)) } ?? true)
    }
}

/// A run with what it is sorted by.
private struct SortedRun {
    let cursor: RunCursor
    var run: RunID { cursor.run }

    init(_ run: StoredRun, query: RunQuery) {
        switch query.order {
        case .createdAt: cursor = RunCursor(number: run.createdAt.timeIntervalSince1970, text: nil, run: run.id)
        case .name: cursor = RunCursor(number: nil, text: run.name, run: run.id)
        case .metric(let key): cursor = RunCursor(number: run.latest[key]?.value, text: nil, run: run.id)
        }
    }

    init(cursor: RunCursor, query: RunQuery) { self.cursor = cursor }

    func precedes(_ other: SortedRun, query: RunQuery) -> Bool {
        if case .name = query.order {
            let (left, right) = ((cursor.text ?? "", run.description), (other.cursor.text ?? "", other.run.description))
            return query.descending ? left > right : left < right
        }
        switch (cursor.number, other.cursor.number) {
        case (nil, nil): return run.description < other.run.description
        case (nil, _): return false
        case (_, nil): return true
        case (let left?, let right?):
            // NaN is the greatest number in Postgres, also after a change of sign.
            if left.isNaN || right.isNaN, left.isNaN != right.isNaN { return right.isNaN }
            if left == right || left.isNaN { return run.description < other.run.description }
            return query.descending ? left > right : left < right
        }
    }
}
