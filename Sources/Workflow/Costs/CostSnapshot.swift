public import Foundation
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
    /// What was measured.
    let evidence: MeasuredEvidence
    /// How good predicted request times have been.
    public let requests: RequestReconciliation
    private let typesByName: [HardwareKey: InstanceType]
    private let timers = Mutex<[HardwareKey: RunTimeEstimator]>([:])
    private let trainers = Mutex<[HardwareKey: TrainingEstimator]>([:])
    private let times = Mutex<[TimeKey: Result<RequestTime, TimeRefusal>]>([:])

    private struct TimeKey: Hashable { let hardware: HardwareKey, configuration: CostConfiguration }
    struct TimeRefusal: Error { let reason: String }

    /// Gathers what is known.
    ///
    /// - Parameters:
    ///   - evidence: What was measured.
    ///   - requests: How good predicted request times have been.
    ///   - interruptions: How spot machines come and go.
    public init(
        moment: Date, devices: [OwnedDevice], types: [InstanceType], quotes: [Quote], evidence: MeasuredEvidence,
        requests: RequestReconciliation, interruptions: Interruptions
    ) {
        self.interruptions = interruptions
        self.moment = moment
        self.devices = devices
        self.types = types
        self.quotes = quotes
        self.evidence = evidence
        self.requests = requests
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
    static let usualCaches = CacheSizes(
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

    /// The prediction of requests on a kind of machine, fitted once.
    func timer(of site: CostSite) -> RunTimeEstimator {
        let key = site.hardware
        if let known = timers.withLock({ $0[key] }) { return known }
        let made = RunTimeEstimator(
            site: runTimeSite(site), observations: evidence.observations, networks: evidence.networks)
        timers.withLock { $0[key] = made }
        return made
    }

    /// The prediction of training steps on a kind of machine.
    func trainer(of site: CostSite) -> TrainingEstimator {
        let key = site.hardware
        if let known = trainers.withLock({ $0[key] }) { return known }
        let made = TrainingEstimator(
            site: trainingSite(site), observations: evidence.trainingObservations, kernels: evidence.kernels)
        trainers.withLock { $0[key] = made }
        return made
    }

    /// A device whose accelerator is stated trains on it, in its memory; workers describe processors.
    private func trainingSite(_ site: CostSite) -> RunTimeSite {
        guard case .device(let terms, _) = site, let title = terms.device.hardware,
            let facts = HardwareCatalogue.find(title), facts.kind == .gpu
        else { return runTimeSite(site) }
        return RunTimeSite(
            device: MeasuredEvidence.name(site.hardware), hardware: facts, caches: Self.usualCaches,
            memoryBytes: facts.memoryGiB.map { Int($0 * 0x1p30) })
    }

    private func runTimeSite(_ site: CostSite) -> RunTimeSite {
        let name = MeasuredEvidence.name(site.hardware)
        switch site {
        case .device(let terms, _):
            if let known = evidence.sites[name] { return known }
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

    func hardware(of device: OwnedDevice) -> HardwareFacts? {
        if let title = device.hardware, let facts = HardwareCatalogue.find(title) { return facts }
        return evidence.sites[MeasuredEvidence.name(.device(device.name))]?.hardware
    }
}
