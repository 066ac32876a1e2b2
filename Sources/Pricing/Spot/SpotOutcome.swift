/// What became of one job that waits for spot machines.
public struct SpotOutcome: Hashable, Sendable {
    /// Hours with a machine, from each launch to its end.
    public var billed = 0.0
    /// Hours that the provider charges for.
    public var charged = 0.0
    /// Hours from start to end, outages included.
    public var makespan = 0.0
    /// Machines lost before the end.
    public var interruptions = 0
    /// Of ``charged``, the hours in each of several zones; empty where there is one.
    public var chargedByZone: [Double] = []
    /// Launches in another zone than the one before.
    public var moves = 0

    mutating func charge(_ hours: Double, in zone: Int?) {
        charged += hours
        guard let zone else { return }
        while chargedByZone.count <= zone { chargedByZone.append(0) }
        chargedByZone[zone] += hours
    }
}

extension SpotJob {
    /// After so many launches in a row that saved nothing a job is taken not to finish.
    static let patience = 5_000

    /// Runs the job on spells, with a new launch as soon as a machine is to be had.
    ///
    /// - Parameters:
    ///   - source: What is to be had when; read from the job's start.
    ///   - rule: What a launch costs.
    /// - Returns: nil when it will not finish: no machine ever comes again, or no launch gets as far as its first checkpoint.
    public func run(on source: inout some SpellSource, rule: BillingRule) -> SpotOutcome? {
        var outcome = SpotOutcome()
        var remaining = work
        var fruitless = 0
        var zone: Int?
        while fruitless < Self.patience {
            let spell = source.next()
            guard spell.isUp else {
                guard spell.hours.isFinite else { return nil }
                outcome.makespan += spell.hours
                fruitless += 1
                continue
            }
            let needed = restart + spell.transfer + left(of: remaining)
            let hours = min(needed, spell.hours)
            let isDone = needed <= spell.hours
            outcome.billed += hours
            outcome.makespan += hours
            if let zone, zone != spell.zone { outcome.moves += 1 }
            zone = spell.zone ?? zone
            outcome.charge(rule.chargedHours(hours, isInterrupted: !isDone), in: spell.zone)
            if isDone { return outcome }
            outcome.interruptions += 1
            let saved = saved(after: hours - spell.transfer, remaining: remaining)
            remaining -= saved
            fruitless = saved > 0 ? 0 : fruitless + 1
        }
        return nil
    }
}
