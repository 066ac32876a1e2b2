import FoundationEssentials
public import Pricing
public import Vocabulary

/// Stores, shows and removes the user's own devices, and keeps what an hour of each worker's machine costs up to date.
public struct KeepDevices: Sendable {
    private let ledger: any CostLedger & WorkerLedger & BudgetLedger
    private let snapshots: CostSnapshots

    /// Prepares the verb.
    public init(ledger: any CostLedger & WorkerLedger & BudgetLedger, snapshots: CostSnapshots) {
        self.ledger = ledger
        self.snapshots = snapshots
    }

    /// A device with everything that its cost goes by, stated or assumed.
    public struct Described: Hashable, Sendable {
        /// As the user stated it.
        public let device: OwnedDevice
        /// Every input with its source.
        public let assumptions: [Assumption]
        /// What an hour of work costs; nil where it is not known.
        public let rate: HostRate?
        /// Why there is no rate, or only a marginal one.
        public let missing: [String]
    }

    /// Stores a device, replacing what was there; workers that run on it are priced anew.
    ///
    /// - Throws: `invalid` when its figures contradict each other, `unavailable`.
    public func put(_ device: OwnedDevice) async throws(WorkflowError) -> Described {
        let ledger = ledger
        do throws(InvalidInput) {
            _ = try DeviceTerms(device)
        } catch {
            throw .invalid(error)
        }
        try await translated { () throws(LedgerError) in try await ledger.put(device) }
        await snapshots.forget()
        try await priceWorkers()
        return try describe(device, in: try await snapshots.current())
    }

    /// All devices.
    public func list() async throws(WorkflowError) -> [Described] {
        let snapshot = try await snapshots.current()
        var described: [Described] = []
        for device in snapshot.devices { described.append(try describe(device, in: snapshot)) }
        return described
    }

    /// One device.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func show(_ name: String) async throws(WorkflowError) -> Described {
        let snapshot = try await snapshots.current()
        guard let device = snapshot.devices.first(where: { $0.name == name }) else { throw .notFound("device \(name)") }
        return try describe(device, in: snapshot)
    }

    /// Removes a device; runs that it measured stay.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func remove(_ name: String) async throws(WorkflowError) {
        let ledger = ledger
        guard try await translated({ () throws(LedgerError) in try await ledger.removeDevice(named: name) }) else {
            throw .notFound("device \(name)")
        }
        await snapshots.forget()
        try await priceWorkers()
    }

    /// A worker has introduced itself: its machine is known from now on, and has a price where its figures are known.
    public func welcome(_ worker: Worker, host: WorkerHost?) async throws(WorkflowError) {
        let ledger = ledger
        if case .device(let name) = host ?? .device(worker.name) {
            let device: OwnedDevice
            do throws(InvalidInput) {
                var new = try OwnedDevice(name: name)
                new.hardware = worker.machine.processor
                device = new
            } catch {
                throw .invalid(error.under("host"))
            }
            try await translated { () throws(LedgerError) in try await ledger.addIfNew(device) }
        }
        await snapshots.forget()
        try await price(worker, host: host, in: try await snapshots.current())
    }

    /// States anew what every worker's machine costs: prices and figures change.
    public func priceWorkers() async throws(WorkflowError) {
        let ledger = ledger
        let workers = try await translated { () throws(LedgerError) in try await ledger.workers() }
        let snapshot = try await snapshots.current()
        for worker in workers where worker.isLive {
            try await price(worker, host: worker.host.flatMap { WorkerHost($0) }, in: snapshot)
        }
    }

    private func price(_ worker: Worker, host: WorkerHost?, in snapshot: CostSnapshot) async throws(WorkflowError) {
        let rate = Self.rate(of: host ?? .device(worker.name), in: snapshot)
        guard rate != worker.rate else { return }
        let ledger = ledger
        try await translated { () throws(LedgerError) in try await ledger.setRate(rate, of: worker.id) }
    }

    /// What an hour of a machine costs now.
    static func rate(of host: WorkerHost, in snapshot: CostSnapshot) -> HostRate? {
        switch host {
        case .device(let name):
            guard let device = snapshot.devices.first(where: { $0.name == name }) else { return nil }
            return deviceRate(device, in: snapshot).rate
        case .rented(let provider, let type, let region, let zone, let purchase):
            let quotes = snapshot.quotes.filter {
                $0.provider == provider && $0.instanceType == type && $0.region == region && $0.purchase == purchase
                    && $0.quality != .quarantined
            }
            guard let quote = quotes.first(where: { $0.zone == zone }) ?? quotes.max(by: { $0.hourly < $1.hourly })
            else { return nil }
            let since = quote.effectiveAt.formatted(.iso8601.year().month().day())
            return rate(
                host, marginal: quote.hourly, full: quote.hourly,
                "\(quote.source), \(quote.quality.rawValue), since \(since)")
        }
    }

    private static func deviceRate(
        _ device: OwnedDevice, in snapshot: CostSnapshot
    ) -> (rate: HostRate?, missing: [String]) {
        guard case .device(let terms, let power)? = site(of: device, in: snapshot) else {
            return (nil, ["its figures contradict each other"])
        }
        let hour = DeviceCost(of: terms, power: power, hours: Quantiles(known: 1))
        let missing = [hour.marginal.reason, hour.full.reason].compactMap { $0 }
        guard let marginal = hour.marginal.value?.p50 else { return (nil, missing) }
        let evidence = hour.marginal.provenance?.summary ?? ""
        // Without a price for the device only what the work adds is known.
        return (rate(.device(device.name), marginal: marginal, full: hour.full.value?.p50, evidence), missing)
    }

    private static func rate(_ host: WorkerHost, marginal: Money, full: Money?, _ source: String) -> HostRate? {
        do throws(InvalidInput) {
            return try HostRate(host: host.description, marginal: marginal, full: full, source: source)
        } catch {
            return nil  // a full price below the marginal one is no price
        }
    }

    private static func site(of device: OwnedDevice, in snapshot: CostSnapshot) -> CostSite? {
        do throws(InvalidInput) {
            return try snapshot.site(of: device)
        } catch {
            return nil
        }
    }

    private func describe(_ device: OwnedDevice, in snapshot: CostSnapshot) throws(WorkflowError) -> Described {
        do throws(InvalidInput) {
            let terms = try DeviceTerms(device)
            let (rate, missing) = Self.deviceRate(device, in: snapshot)
            return Described(device: device, assumptions: terms.assumptions, rate: rate, missing: missing)
        } catch {
            throw .invalid(error)
        }
    }
}
