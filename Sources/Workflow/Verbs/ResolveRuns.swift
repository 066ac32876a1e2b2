import Vocabulary

/// Replaces `run:<run id>` in configurations by the checksum of what that run made.
struct ResolveRuns {
    let ledger: any RunLedger

    /// A configuration that names files only, and the runs that made them.
    struct Resolved {
        let configuration: RunConfiguration
        let parents: [RunParent]
    }

    /// Resolves configurations; each run is looked up once.
    ///
    /// - Parameter place: Where the configuration's fields stand in the request, as `configuration`.
    /// - Throws: `invalid` for a run that does not exist, has not finished or has no such file; `unavailable`.
    func callAsFunction(
        _ configurations: [RunConfiguration], place: String
    ) async throws(WorkflowError) -> [Resolved] {
        var known: [RunParent: String] = [:]
        var resolved: [Resolved] = []
        for configuration in configurations {
            let parents = configuration.parents
            guard !parents.isEmpty else {
                resolved.append(Resolved(configuration: configuration, parents: []))
                continue
            }
            for parent in parents where known[parent] == nil {
                known[parent] = try await digest(of: parent, field: "\(place).\(parent.relation.rawValue)")
            }
            let replaced: RunConfiguration
            do throws(InvalidInput) {
                replaced = try configuration.replacing(known)
            } catch {
                throw .invalid(error.under(place))
            }
            resolved.append(Resolved(configuration: replaced, parents: parents))
        }
        return resolved
    }

    private func digest(of parent: RunParent, field: String) async throws(WorkflowError) -> String {
        let (ledger, id) = (ledger, parent.run)
        let (run, artifacts) = try await translated { () throws(LedgerError) in
            (try await ledger.run(id), try await ledger.artifacts(of: id))
        }
        guard let run else { throw Self.refusal(field, "a run that exists", "run:\(id)") }
        guard run.status == .finished else {
            throw Self.refusal(field, "a run that has finished", "run:\(id), which is \(run.status.rawValue)")
        }
        let kind: ArtifactKind = parent.relation == .model ? .model : .weights
        let files = artifacts.filter { $0.kind == kind }
        let usual = kind == .model ? "model.onnx" : "weights.safetensors"
        // The usual name decides among several.
        let chosen = files.count == 1 ? files.first : files.first { $0.name.description == usual }
        guard let chosen else {
            let names = files.map(\.name.description).joined(separator: ", ")
            throw Self.refusal(
                field, "a run with one artifact of kind \(kind.rawValue), or one named \(usual)",
                "run:\(id), which has \(files.isEmpty ? "none" : names)")
        }
        return chosen.sha256
    }

    private static func refusal(_ field: String, _ expected: String, _ received: String) -> WorkflowError {
        .invalid(InvalidInput(field: field, expected: expected, received: received))
    }
}

extension RunConfiguration {
    /// The runs that it names as `run:<run id>`.
    var parents: [RunParent] {
        LineageRelation.allCases.compactMap { relation in
            guard case .string(let text)? = json[relation.rawValue] else { return nil }
            return Self.referredRun(in: text).map { RunParent(run: $0, relation: relation) }
        }
    }

    /// The same with the files in place of the runs.
    ///
    /// - Throws: ``InvalidInput``; only if a configuration were not what its own JSON says.
    func replacing(_ digests: [RunParent: String]) throws(InvalidInput) -> RunConfiguration {
        guard case .object(var members) = json else { return self }
        for parent in parents {
            guard let sha256 = digests[parent] else { continue }
            members[parent.relation.rawValue] = .string(parent.relation == .model ? "onnx:" + sha256 : sha256)
        }
        return try RunConfiguration(json: .object(members))
    }
}
