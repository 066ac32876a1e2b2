import FoundationEssentials
public import Vocabulary

/// The gates that every price passes before it is used: pure, over one harvest, the machines and the book that there are.
public struct PriceGates {
    let types: [TypeName: InstanceType]
    let book: PriceBook

    struct TypeName: Hashable {
        let provider: String
        let name: String
    }

    /// Gates over what is known already.
    ///
    /// - Parameters:
    ///   - types: Machines; a later description of the same machine counts.
    ///   - book: Prices that were accepted before, to compare with.
    public init(types: [InstanceType], book: PriceBook = PriceBook()) {
        self.types = Dictionary(
            types.map { (TypeName(provider: $0.provider, name: $0.name), $0) }, uniquingKeysWith: { $1 })
        self.book = book
    }

    /// Judges every candidate; none is lost: each is accepted, stopped or refused, with the reason.
    public func judge(_ candidates: [PriceCandidate]) -> PriceJudgement {
        var judgement = PriceJudgement()
        var stops: [Int: (gate: PriceGate, reason: String)] = [:]
        var quotes: [Quote] = []
        for candidate in candidates {
            if let refusal = refusal(of: candidate) {
                judgement.refused.append(refusal)
                continue
            }
            quotes.append(candidate.quote)
            if let stop = stop(of: candidate) { stops[quotes.count - 1] = stop }
        }
        let known = PriceBook(
            book.keys.flatMap(book.history(of:)).filter(\.isUsable)
                + quotes.indices.filter { stops[$0] == nil }.map { quotes[$0] })
        stopContradictions(quotes, &stops)
        stopOffLine(quotes, known, &stops)
        stopDifferences(quotes, &stops)
        stopSpot(quotes, &stops)
        let labels = labels(of: quotes, stops)
        for (index, quote) in quotes.enumerated() {
            if let stop = stops[index] {
                judgement.stopped.append(
                    PriceStop(
                        quote: quote.judged(.quarantined, because: stop.reason), gate: stop.gate, reason: stop.reason))
            } else if let label = labels[index] {
                judgement.accepted.append(quote.judged(label.quality, because: label.reason))
            } else {
                judgement.accepted.append(quote)
            }
        }
        return judgement
    }

    /// Why a machine's description cannot be right, or `nil`.
    public static func complaint(about type: InstanceType) -> String? { MachineUnits.complaint(about: type) }

    func type(of key: PriceKey) -> InstanceType? { types[TypeName(provider: key.provider, name: key.instanceType)] }

    private func refusal(of candidate: PriceCandidate) -> PriceRefusal? {
        guard candidate.currency == "USD" else {
            return PriceRefusal(
                key: candidate.key, gate: .currency,
                reason: "the currency is \(candidate.currency); prices are kept in USD only")
        }
        guard ["hour", "1 hour", "hrs", "h", "1h"].contains(candidate.unit.lowercased()) else {
            return PriceRefusal(
                key: candidate.key, gate: .unit, reason: "the price is for \(candidate.unit), not for an hour")
        }
        return nil
    }

    /// What is wrong with a price by itself.
    private func stop(of candidate: PriceCandidate) -> (gate: PriceGate, reason: String)? {
        if candidate.quality == .quarantined {
            return (.sourceWarns, candidate.note ?? "the source says that it must not be used")
        }
        guard candidate.amount > .zero else { return (.notPositive, "\(candidate.amount) USD/h is not a price") }
        guard let type = type(of: candidate.key) else {
            return (.unknownType, "\(candidate.key.provider) has no known machine \(candidate.key.instanceType)")
        }
        if let reason = MachineUnits.complaint(about: type) { return (.machineUnits, reason) }
        if let reason = ProcessorRange.complaint(about: type, hourly: candidate.amount) {
            return (.perProcessor, reason)
        }
        return nil
    }
}

/// Whether a description of a machine can be in GiB.
enum MachineUnits {
    /// From 0.25 GiB a processor (t3.nano, n1-highcpu) to 64 (the largest memory machines have about 56).
    static func complaint(about type: InstanceType) -> String? {
        guard type.processors > 0 else { return "\(type.name) has \(type.processors) processors" }
        let share = type.memoryGiB / Double(type.processors)
        guard (0.25...64).contains(share) else {
            return "\(type.memoryGiB) GiB for \(type.processors) processors is not GiB"
        }
        // 4 GiB is a sixth of an A10, 288 GiB the largest part on sale; 80 MiB is 0.08 GiB.
        if type.acceleratorCount > 0, let memory = type.acceleratorMemoryGiB, !(1...512).contains(memory) {
            return "\(memory) GiB for an accelerator is not GiB"
        }
        return nil
    }
}

/// What a machine can cost.
enum ProcessorRange {
    /// 0.002…0.5 USD an hour for each processor, and up to 15 more for each accelerator: the dearest of the seed is 12.29 (an eighth of
    /// Azure's ND96isr_H100_v5), which the bound without that term would stop although it is a true price.
    static func complaint(about type: InstanceType, hourly: Money) -> String? {
        let processors = Int64(type.processors)
        let lowest = Money(nanodollars: 2_000_000 * processors)
        let highest = Money(nanodollars: 500_000_000 * processors + 15_000_000_000 * Int64(type.acceleratorCount))
        guard hourly < lowest || hourly > highest else { return nil }
        return "\(hourly) USD/h is outside \(lowest)…\(highest), what \(type.processors) processors"
            + (type.acceleratorCount > 0 ? " and \(type.acceleratorCount) accelerators can cost" : " can cost")
    }
}
