public import Foundation
public import ModelGraph
public import Pricing
import Synchronization
public import Vocabulary

/// Everything that estimates go by at one moment: devices, prices, measured runs, networks.
public final class CostSnapshot: Sendable {
    /// The moment, by the ledger's clock.
    public let moment: Date
    /// The user's own devices.
    public let devices: [OwnedDevice]
    /// Machines that can be rented.
    public let types: [InstanceType]
    /// Prices in force.
    public let quotes: [Quote]
    /// How spot machines come and go.
    public let interruptions: Interruptions
    private let runs: [RunEvidence]
    private let graphs: @Sendable (NetworkVariant) -> ModelGraph?
    private let typesByName: [HardwareKey: InstanceType]
    private let timers = Mutex<[HardwareKey: RunTimeEstimator]>([:])
    private let times = Mutex<[TimeKey: Result<RequestTime, TimeRefusal>]>([:])

    private struct TimeKey: Hashable { let hardware: HardwareKey, configuration: CostConfiguration }
    private struct TimeRefusal: Error { let reason: String }

    /// Gathers what is known.
    ///
    /// - Parameters:
    ///   - interruptions: How spot machines come and go.
    ///   - graphs: The network at a size.
    public init(
        moment: Date, devices: [OwnedDevice], types: [InstanceType], quotes: [Quote], runs: [RunEvidence],
        interruptions: Interruptions, graphs: @escaping @Sendable (NetworkVariant) -> ModelGraph?
    ) {
        self.interruptions = interruptions
        self.moment = moment
        self.devices = devices
        self.types = types
        self.quotes = quotes
        self.runs = runs
        self.graphs = graphs
        typesByName = Dictionary(
            types.map { (.instance(provider: $0.provider, type: $0.name), $0) }, uniquingKeysWith: { $1 })
    }

    /// Estimates by this snapshot.
    public func estimator(_ assumptions: CostAssumptions) -> CostEstimator {
        CostEstimator(
            timing: { [self] configuration, site throws(CostRefusal) in try time(configuration, site) },
            interruptions: interruptions, assumptions: assumptions, moment: moment)
    }

    /// A device as a place to work.
    ///
    /// - Throws: ``InvalidInput`` when its figures contradict each other.
    public func site(of device: OwnedDevice) throws(InvalidInput) -> CostSite {
        let terms = try DeviceTerms(device)
        return .device(terms, WallPower.figure(readings: [], device: device, hardware: hardware(of: device)))
    }

    /// Every rented place whose price passes the filter, each with the list price beside it.
    public func rentedSites(where isWanted: (Quote) -> Bool) -> [CostSite] {
        let lists = Dictionary(
            quotes.filter { $0.purchase == .onDemand }.map { (ListKey($0), $0) },
            uniquingKeysWith: { first, _ in first })
        return quotes.filter { $0.quality != .quarantined && isWanted($0) }.map { quote in
            .rented(
                typesByName[.instance(provider: quote.provider, type: quote.instanceType)], quote,
                onDemand: lists[ListKey(quote)])
        }
    }

    /// Of a machine that nobody described: what ``CacheSizes`` takes where a worker does not say.
    private static let usualCaches = CacheSizes(
        MachineFacts(architecture: "", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 0))

    private struct ListKey: Hashable {
        let provider: String, type: String, region: String
        init(_ quote: Quote) { (provider, type, region) = (quote.provider, quote.instanceType, quote.region) }
    }

    // MARK: Time

    private func time(_ configuration: CostConfiguration, _ site: CostSite) throws(CostRefusal) -> RequestTime {
        let key = TimeKey(hardware: site.hardware, configuration: configuration)
        let known = times.withLock { $0[key] }
        let result = known ?? computed(configuration, site)
        if known == nil { times.withLock { $0[key] = result } }
        do throws(TimeRefusal) {
            return try result.get()
        } catch {
            throw CostRefusal(host: site.host, configuration: configuration, reason: error.reason)
        }
    }

    private func computed(
        _ configuration: CostConfiguration, _ site: CostSite
    ) -> Result<RequestTime, TimeRefusal> {
        guard case .zoo(let name) = configuration.model, let graph = graphs(NetworkVariant(name)) else {
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
        let estimator = timer(of: site)
        do throws(RunTimeRefusal) {
            let task = try RunTimeTask(
                model: name, graph: graph, batch: configuration.batch, precision: configuration.precision)
            let estimate = try estimator.estimate(task)
            return .success(try Self.requestTime(estimate, isTraining: configuration.isTraining))
        } catch {
            return .failure(TimeRefusal(reason: "\(error)"))
        }
    }

    /// A training step takes forward, and backward twice as much (two products of the same size for each layer: the gradients of weights and
    /// of inputs); until training runs were measured its interval is a data sheet's at least, ×⅓ to ×3.
    private static func requestTime(
        _ estimate: RunTimeEstimate, isTraining: Bool
    ) throws(RunTimeRefusal) -> RequestTime {
        do throws(InvalidInput) {
            guard isTraining else {
                return try RequestTime(seconds: estimate.seconds, provenance: estimate.provenance)
            }
            let seconds = estimate.seconds
            let wide = try Quantiles(
                p10: min(seconds.p10 * 3, seconds.p50), p50: seconds.p50 * 3, p90: max(seconds.p90 * 3, seconds.p50 * 9)
            )
            return try RequestTime(
                seconds: wide,
                provenance: Provenance(
                    level: max(estimate.provenance.level, .datasheet),
                    summary: "three times the forward pass (backward is two), ×⅓…×3; forward: "
                        + estimate.provenance.summary, sources: estimate.provenance.sources))
        } catch {
            throw .noPeak(device: error.description)
        }
    }

    private func timer(of site: CostSite) -> RunTimeEstimator {
        let key = site.hardware
        if let known = timers.withLock({ $0[key] }) { return known }
        let made = RunTimeEstimator(site: runTimeSite(site), observations: observations, networks: networks)
        timers.withLock { $0[key] = made }
        return made
    }

    private func runTimeSite(_ site: CostSite) -> RunTimeSite {
        let name = Self.name(site.hardware)
        switch site {
        case .device(let terms, _):
            if let run = runs.first(where: { Self.key($0.place) == site.hardware }) {
                return RunTimeSite(device: name, machine: run.machine)
            }
            let facts = hardware(of: terms.device)
            return RunTimeSite(
                device: name,
                hardware: facts
                    ?? HardwareCatalogue.processor(
                        MachineFacts(architecture: "", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 0)),
                caches: Self.usualCaches, memoryBytes: facts?.memoryGiB.map { Int($0 * 0x1p30) })
        case .rented(let type, _, _):
            let memory = type.map { ($0.acceleratorMemoryGiB ?? $0.memoryGiB) * 0x1p30 }
            let facts =
                type.map(HardwareCatalogue.instance)
                ?? HardwareCatalogue.processor(
                    MachineFacts(architecture: "", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 0))
            return RunTimeSite(
                device: name, hardware: facts, caches: Self.usualCaches, memoryBytes: memory.map { Int($0) })
        }
    }

    private func hardware(of device: OwnedDevice) -> HardwareFacts? {
        if let title = device.hardware, let facts = HardwareCatalogue.find(title) { return facts }
        return runs.first { $0.place == .device(device.name) }.map { HardwareCatalogue.processor($0.machine) }
    }

    /// Runs as run-time prediction takes them; equal machines, however rented, are the same device.
    private var observations: [RunObservation] {
        runs.compactMap { run in
            guard case .zoo = run.configuration.model else { return nil }
            do throws(InvalidInput) {
                return try RunObservation(
                    device: Self.name(Self.key(run.place)), model: run.configuration.network,
                    batch: run.configuration.batch,
                    precision: run.configuration.precision, seconds: run.seconds, reference: run.run.description)
            } catch {
                return nil  // a run without a positive time is no evidence
            }
        }
    }

    /// Kernels by the name under which ``observations`` have the network.
    private var networks: [String: [KernelWork]] {
        let executed = Dictionary(
            runs.compactMap { run in NetworkVariant(run.configuration).map { (run.configuration.network, $0) } },
            uniquingKeysWith: { first, _ in first })
        return executed.compactMapValues { graphs($0)?.kernels() }
    }

    private static func key(_ host: WorkerHost) -> HardwareKey {
        switch host {
        case .device(let name): .device(name)
        case .rented(let provider, let type, _, _, _): .instance(provider: provider, type: type)
        }
    }

    private static func name(_ key: HardwareKey) -> String {
        switch key {
        case .device(let name): "device:" + name
        case .instance(let provider, let type): "\(provider)/\(type)"
        }
    }
}
