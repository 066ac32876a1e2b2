import ModelGraph
import Pricing
import Vocabulary

extension CostSnapshot {
    /// The time of a request or a training step there, with its evidence, or why nobody can say.
    func computed(
        _ configuration: CostConfiguration, _ site: CostSite
    ) -> Result<RequestTime, TimeRefusal> {
        guard case .zoo(let name) = configuration.model, let graph = evidence.graph(name) else {
            return .failure(TimeRefusal(reason: "the layers of \(configuration.model.title) are not known here"))
        }
        if case .rented(let type, let quote, _) = site {
            guard let type else {
                return .failure(TimeRefusal(reason: "nothing is known of the machine \(quote.instanceType)"))
            }
            guard HardwareCatalogue.isDescribed(type) else {
                return .failure(TimeRefusal(reason: "no facts are known of its accelerator, \(type.accelerator ?? "")"))
            }
        }
        if case .device(let terms, _) = site, hardware(of: terms.device) == nil {
            let title =
                terms.device.hardware.map { "no data sheet of \"\($0)\" is known" } ?? "its hardware is not stated"
            return .failure(TimeRefusal(reason: "\(title) and nothing was measured on it: run a sweep there first"))
        }
        do throws(RunTimeRefusal) {
            return .success(
                try configuration.isTraining
                    ? step(configuration, name, graph, site) : request(configuration, name, graph, site))
        } catch {
            return .failure(TimeRefusal(reason: "\(error)"))
        }
    }

    private func request(
        _ configuration: CostConfiguration, _ name: String, _ graph: ModelGraph, _ site: CostSite
    ) throws(RunTimeRefusal) -> RequestTime {
        let task = try RunTimeTask(
            model: name, graph: graph, batch: configuration.batch, precision: configuration.precision)
        let stated = requests.stated(try timer(of: site).estimate(task))
        return try Self.time(stated.seconds, stated.provenance)
    }

    /// A training step with SGD and momentum at the network's default size, as `shoestring train` does unless told otherwise.
    private func step(
        _ configuration: CostConfiguration, _ name: String, _ graph: ModelGraph, _ site: CostSite
    ) throws(RunTimeRefusal) -> RequestTime {
        let key = TrainingKey(
            model: name, input: graph.inputShape.dimensions, batch: configuration.batch,
            precision: configuration.precision,
            optimizerStates: 1)
        let estimate = try trainer(of: site).estimate(try TrainingTask(key: key, graph: graph))
        return try Self.time(estimate.seconds, estimate.provenance)
    }

    private static func time(
        _ seconds: Quantiles<Double>, _ provenance: Provenance
    ) throws(RunTimeRefusal) -> RequestTime {
        do throws(InvalidInput) {
            return try RequestTime(seconds: seconds, provenance: provenance)
        } catch {
            throw .noPeak(device: error.description)
        }
    }
}
