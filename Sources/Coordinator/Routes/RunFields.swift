import Vocabulary
import Wire

/// Which names of a run a listing has: `name,status,metrics.latency_median_ms`.
struct RunFields: Sendable {
    /// A run's names on the wire, but its id, which is always there.
    private enum Name: String, CodingKey, CaseIterable {
        case id, experiment, name, status, job, sweep, configuration, failure, parameters, tags, metrics
        case lifecycleStage = "lifecycle_stage"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case endReason = "end_reason"
    }

    static let expected =
        "names of a run separated by commas, of "
        + Name.allCases.map(\.rawValue).sorted().joined(separator: ", ") + " and metrics.NAME"

    private var names: Set<Name> = [.id]
    /// The metrics that were asked for one by one; all where `metrics` is among ``names``.
    private var metrics: Set<String> = []

    init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if let name = Name(rawValue: String(part)) {
                names.insert(name)
            } else if part.hasPrefix("metrics."), part.count > 8 {
                metrics.insert(String(part.dropFirst(8)))
            } else {
                return nil
            }
        }
    }

    /// A page of runs with these names.
    func page(_ runs: [Run], next: String?) -> some Encodable {
        Selection(items: runs.map { Row(run: $0, fields: self) }, nextCursor: next)
    }

    private struct Selection: Encodable {
        let items: [Row]
        let nextCursor: String?

        enum CodingKeys: String, CodingKey {
            case items
            case nextCursor = "next_cursor"
        }
    }

    private struct Row: Encodable {
        let run: Run
        let fields: RunFields

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            for name in fields.names { try encode(name, to: &container) }
            if !fields.names.contains(.metrics), !fields.metrics.isEmpty {
                try container.encode(run.metrics.filter { fields.metrics.contains($0.key) }, forKey: .metrics)
            }
        }

        private func encode(_ name: Name, to container: inout KeyedEncodingContainer<Name>) throws {
            switch name {
            case .id: try container.encode(run.id, forKey: name)
            case .experiment: try container.encode(run.experiment, forKey: name)
            case .name: try container.encode(run.name, forKey: name)
            case .status: try container.encode(run.status, forKey: name)
            case .lifecycleStage: try container.encode(run.lifecycleStage, forKey: name)
            case .job: try container.encodeIfPresent(run.job, forKey: name)
            case .sweep: try container.encodeIfPresent(run.sweep, forKey: name)
            case .configuration: try container.encodeIfPresent(run.configuration, forKey: name)
            case .createdAt: try container.encode(run.createdAt, forKey: name)
            case .startedAt: try container.encodeIfPresent(run.startedAt, forKey: name)
            case .endedAt: try container.encodeIfPresent(run.endedAt, forKey: name)
            case .endReason: try container.encodeIfPresent(run.endReason, forKey: name)
            case .failure: try container.encodeIfPresent(run.failure, forKey: name)
            case .parameters: try container.encode(run.parameters, forKey: name)
            case .tags: try container.encode(run.tags, forKey: name)
            case .metrics: try container.encode(run.metrics, forKey: name)
            }
        }
    }
}
