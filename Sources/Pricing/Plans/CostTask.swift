import Foundation
import Vocabulary

/// Work in one configuration at one speed: its hours on machines that stay and on machines that are taken away.
struct CostTask {
    let work: Work
    let configuration: CostConfiguration
    let time: RequestTime
    let assumptions: CostAssumptions
    /// How many machines it takes at once.
    let machines: Int
    /// Hours in which a machine computes.
    let busyHours: Quantiles<Double>
    /// Hours in which a machine is there for the work.
    let elapsedHours: Quantiles<Double>

    /// Paid and elapsed hours.
    struct Hours {
        let charged: Quantiles<Double>
        let makespan: Quantiles<Double>
    }

    /// Nil when the hours cannot be represented.
    init?(_ work: Work, _ configuration: CostConfiguration, time: RequestTime, assumptions: CostAssumptions) {
        self.work = work
        self.configuration = configuration
        self.time = time
        self.assumptions = assumptions
        let batches = work.batches(of: configuration.batch)
        if case .requests(let rate, let hours) = work {
            let needed = (rate * time.seconds.p50 / assumptions.servingLoad).rounded(.up)
            guard needed <= 1_000_000 else { return nil }
            machines = max(1, Int(needed))
            elapsedHours = Quantiles(known: hours)
        } else {
            machines = 1
            guard let hours = time.seconds.mapped({ $0 * batches / 3600 }), hours.p90 <= Self.longest else {
                return nil
            }
            elapsedHours = hours
        }
        let share = Double(machines)
        guard let busy = time.seconds.mapped({ $0 * batches / 3600 / share }), busy.p90 <= Self.longest else {
            return nil
        }
        busyHours = busy
    }

    /// Ten years: what ``SpotJob`` takes.
    private static let longest = 87_600.0

    var isServing: Bool { if case .requests = work { true } else { false } }
    var requestMilliseconds: Quantiles<Double> { time.seconds.mapped { $0 * 1000 } ?? time.seconds }

    /// The hours on machines that nobody takes away: boot, then the work.
    func steadyHours(rule: BillingRule) -> Hours? {
        let total = elapsedHours.mapped { $0 + assumptions.restartHours }
        guard let total, let charged = total.mapped({ rule.chargedHours($0, isInterrupted: false) }) else { return nil }
        return Hours(charged: charged, makespan: total)
    }

    /// The hours on spot machines: Daly's expectation (F4), moved by what is uncertain - the run time, the interruption rate, and chance.
    func spotHours(law: SpotLaw, rule: BillingRule) -> Hours? {
        let deviation = 1.2815515655446004 * law.logDeviation
        let (work, rate) = (elapsedHours, law.rate)
        let billed = { (work: Double, rate: Double) in isServing ? served(work, rate) : daly(work, rate) }
        guard let middle = billed(work.p50, rate), let short = billed(work.p10, rate),
            let long = billed(work.p90, rate),
            let calm = billed(work.p50, rate * exp(-deviation)), let rough = billed(work.p50, rate * exp(deviation))
        else { return nil }
        let chance = chance(billed: middle, rate: rate)
        let free = rule.freeIfInterruptedWithinSeconds / 3600
        let charged = { (hours: Double, rate: Double) in
            SpotCost.chargedHours(billed: hours, freeShare: SpotCost.freeShare(rate: rate, free: free))
        }
        let paid = HoursSpread(charged(middle, rate))
            .moved(to: charged(short, rate), charged(long, rate))
            .moved(to: charged(calm, rate * exp(-deviation)), charged(rough, rate * exp(deviation)))
            .moved(to: max(middle - chance, work.p50 / 2) * charged(1, rate), (middle + chance) * charged(1, rate))
        let outages = outages(law)
        let span = { (hours: Double, rate: Double) in SpotFormulas.makespan(billed: hours, rate: rate, outages: outages)
        }
        let elapsed = HoursSpread(span(middle, rate))
            .moved(to: span(short, rate), span(long, rate))
            .moved(to: span(calm, rate * exp(-deviation)), span(rough, rate * exp(deviation)))
        guard let paidHours = paid.quantiles, let makespan = elapsed.quantiles else { return nil }
        return Hours(charged: paidHours, makespan: isServing ? elapsedHours : makespan)
    }

    /// The job as the spot module takes it, with checkpoints as far apart as is best for the rate; nil when it is out of range.
    func spotJob(work: Double, rate: Double) -> SpotJob? {
        do throws(InvalidInput) {
            return try SpotJob(
                work: work, restart: assumptions.restartHours, checkpoint: assumptions.checkpointHours, bestFor: rate)
        } catch {
            return nil
        }
    }

    private func daly(_ work: Double, _ rate: Double) -> Double? {
        spotJob(work: work, rate: rate).flatMap { SpotFormulas.billedHours($0, rate: rate).hours }
    }

    /// A service has nothing to lose but the restarts, which are paid while a replacement comes up.
    private func served(_ hours: Double, _ rate: Double) -> Double? { hours * (1 + rate * assumptions.restartHours) }

    /// 1.28 standard deviations of what interruptions cost by chance: Poisson many, each a restart and half a stretch between checkpoints.
    private func chance(billed: Double, rate: Double) -> Double {
        guard let job = spotJob(work: elapsedHours.p50, rate: rate) else { return 0 }
        let each = job.restart + (min(job.interval, job.work) + job.checkpoint) / 2
        return 1.2815515655446004 * (rate * billed).squareRoot() * each
    }

    /// Outages that fit the law's share of time with machines, exponential in length.
    private func outages(_ law: SpotLaw) -> Outages {
        let up = 1 / law.rate
        let mean = up * (1 - law.upShare) / law.upShare
        // Two lengths, 0 and 2D, have the mean D and the mean rest D of exponential outages.
        return mean > 0 ? Outages(hours: [0, 2 * mean], upHours: 2 * up) : Outages(hours: [], upHours: up)
    }
}
