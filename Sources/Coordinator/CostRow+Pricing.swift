import Pricing
import Vocabulary
import Wire
import Workflow

extension CostFigure {
    init(_ figure: Figure<Quantiles<Money>>) {
        switch figure {
        case .known(let cost, _): self.init(cost)
        case .absent(let reason): self.init(absent: reason)
        }
    }
}

extension CostRow {
    init(_ estimate: CostEstimate, work: Work) {
        var (draws, seed): (Int?, UInt64?) = (nil, nil)
        var method = "closed_form"
        if case .simulated(let count, let source) = estimate.method {
            (method, draws, seed) = ("simulated", count, source)
        }
        let configuration = estimate.configuration
        self.init(
            host: estimate.host.description, model: configuration.model.description, batch: configuration.batch,
            precision: configuration.precision, machines: estimate.machines, marginal: CostFigure(estimate.marginal),
            full: CostFigure(estimate.full),
            marginalPerMillion: estimate.costOfMillion(images: work.images(batch: configuration.batch), .marginal),
            requestMilliseconds: estimate.requestMilliseconds, workHours: estimate.workHours,
            paidHours: estimate.paidHours, makespanHours: estimate.makespanHours, level: estimate.level,
            timeEvidence: estimate.timeEvidence, priceEvidence: estimate.priceEvidence,
            interruptionEvidence: estimate.interruptionEvidence, priceAgeDays: estimate.priceAgeDays,
            policy: estimate.policy?.rawValue, onTime: estimate.onTime, method: method, draws: draws, seed: seed)
    }
}

extension CompareAnswer {
    init(_ comparison: CostComparison, work: Work, offset: Int, limit: Int) {
        self.init(
            items: comparison.estimates.dropFirst(offset).prefix(limit).map { CostRow($0, work: work) },
            total: comparison.estimates.count,
            refused: comparison.refusals.prefix(100).map { refusal in
                let configuration = refusal.configuration
                return Refused(
                    host: refusal.host.description,
                    configuration:
                        "\(configuration.model.title) b\(configuration.batch) \(configuration.precision.rawValue)",
                    reason: refusal.reason)
            }, refusedTotal: comparison.refusals.count, formulaVersion: CostEstimate.formulaVersion)
    }
}

extension PlanAnswer {
    init(_ plan: Plan, work: Work) {
        self.init(
            ways: plan.options.map { CostRow($0.estimate, work: work) },
            front: plan.front.map { CostRow($0.estimate, work: work) },
            bindings: plan.bindings.map {
                Binding(limit: $0.kind.rawValue, needed: $0.needed, way: CostRow($0.option.estimate, work: work))
            }, nearest: plan.nearest.map { CostRow($0.estimate, work: work) },
            formulaVersion: CostEstimate.formulaVersion)
    }
}

extension DeviceBody {
    init(_ described: KeepDevices.Described) {
        self.init(
            device: described.device,
            inputs: described.assumptions.map {
                Input(
                    name: $0.name, value: $0.value, range: $0.range, source: $0.source, isConfirmed: $0.isConfirmed)
            }, rate: described.rate, missing: described.missing)
    }
}
