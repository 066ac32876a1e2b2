import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// A run's files, by name.
    public func artifacts(of id: RunID) throws(LedgerError) -> [StoredArtifact] {
        try answer()
        return (runs[id]?.artifacts ?? [:]).values.sorted { $0.name < $1.name }
    }

    /// The runs whose files it used, and those that used its own.
    public func lineage(of id: RunID) throws(LedgerError) -> (parents: [RunRelative], children: [RunRelative]) {
        try answer()
        let parents = (runs[id]?.parents ?? []).compactMap { parent in
            runs[parent.run].map { RunRelative(run: $0.id, name: $0.name, relation: parent.relation) }
        }
        let children = runs.values.flatMap { run in
            run.parents.filter { $0.run == id }.map {
                (run.job, RunRelative(run: run.id, name: run.name, relation: $0.relation))
            }
        }
        return (parents, children.sorted { $0.0 < $1.0 }.map(\.1))
    }

    /// Drops up to `count` files that nothing refers to and that nobody stored or looked for within a day.
    public func forgetUnusedFiles(count: Int) throws(LedgerError) -> Int {
        try answer()
        let used = Set(
            runs.values.flatMap { run in
                run.artifacts.values.map(\.sha256) + Array(run.configuration.storedFiles)
            })
        let unused = files.filter { $0.value.usedAt < now - 24 * 3600 && !used.contains($0.key) }
            .sorted { $0.value.usedAt < $1.value.usedAt }.prefix(count)
        for file in unused { files[file.key] = nil }
        return unused.count
    }

    /// The files of events, as rows of a run; `nil` when the run has no room for them.
    func stored(
        _ offered: [RunArtifact], by attempt: AttemptID, in run: StoredRun
    ) throws(LedgerError) -> [ArtifactName: StoredArtifact]? {
        var artifacts = run.artifacts
        for artifact in offered {
            guard let sha256 = artifact.sha256, let file = files[sha256] else { continue }
            artifacts[artifact.name] = StoredArtifact(
                name: artifact.name, kind: artifact.kind, sha256: sha256, byteCount: file.byteCount,
                attempt: attempt.number, step: artifact.step, createdAt: now)
        }
        guard artifacts.count <= RunArtifact.maximumCount || offered.isEmpty else { return nil }
        guard let newest = Self.newestCheckpoint(in: artifacts) else { return artifacts }
        return artifacts.filter { $0.value.kind != .checkpoint || $0.key == newest.name }
    }

    /// Of the latest attempt that stored one, the one with the greatest step.
    static func newestCheckpoint(in artifacts: [ArtifactName: StoredArtifact]) -> StoredArtifact? {
        artifacts.values.filter { $0.kind == .checkpoint }.max { left, right in
            (left.attempt ?? 0, left.step ?? 0, left.name) < (right.attempt ?? 0, right.step ?? 0, right.name)
        }
    }
}

extension StoredRun {
    /// Turns back to a checkpoint, or to nothing: what was logged above its step and other files are dropped.
    mutating func restart(from checkpoint: StoredArtifact?) {
        let kept = history.filter { metric in checkpoint?.step.map { metric.step <= $0 } ?? false }
        (history, latest) = ([], [:])
        for metric in kept { keep(metric) }
        artifacts = artifacts.filter { $0.value.kind == .checkpoint }
    }
}
