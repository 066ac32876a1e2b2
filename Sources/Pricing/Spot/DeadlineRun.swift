/// One job on its way under a policy with a safety net; every step ends with all work so far on disk or lost.
///
/// `slack` is what is left until the deadline after launching an on-demand machine now and finishing on it. It never becomes negative:
/// whatever puts work or time at risk is begun only where its total loss leaves slack. On-demand machines are taken to come at once, to
/// need R like spot ones, and never to be taken away. A machine's going is noticed at once.
struct DeadlineRun<Source: SpellSource> {
    private let job: SpotJob
    private let deadline: Double
    private let rule: BillingRule
    private var source: Source
    private var spell: Spell
    private var clock = 0.0
    private var remaining: Double
    private var outcome = PolicyOutcome()

    /// The shortest piece of work for which a checkpoint is written.
    private let piece: Double
    /// Below this, rounding.
    private let hair = 1e-9

    init(job: SpotJob, deadline: Double, rule: BillingRule, source: Source) {
        self.job = job
        self.deadline = deadline
        self.rule = rule
        self.source = source
        spell = self.source.next()
        remaining = job.work
        piece = min(job.interval, Self.minute(job))
    }

    /// The shortest stretch worth a launch: a minute, or as long as a checkpoint takes.
    private static func minute(_ job: SpotJob) -> Double { max(job.checkpoint, 1.0 / 60) }

    private var slack: Double { deadline - clock - job.restart - remaining }
    /// What a launch on spot may cost before anything is saved.
    private var risk: Double { job.restart + min(job.checkpoint + piece, remaining) }

    /// To the end, which is never after the deadline.
    mutating func finish(keepingUp: Bool) -> PolicyOutcome {
        while remaining > hair {
            if slack <= risk + hair {
                takeOnDemand(remaining)
            } else if spell.isUp {
                takeSpot()
            } else if keepingUp, slackOfLine <= hair {
                keepUp()
            } else {
                wait(min(spell.hours, slack - risk, keepingUp ? slackOfLine : .infinity))
            }
        }
        outcome.makespan = clock
        return outcome
    }

    /// Hours until the straight line, W t / deadline, reaches the progress.
    private var slackOfLine: Double { (job.work - remaining) * deadline / job.work - clock }

    private mutating func wait(_ hours: Double) {
        clock += hours
        passes(hours)
    }

    /// A launch of a spot machine until it is taken away, the work is done, or the slack is used up.
    private mutating func takeSpot() {
        let launch = clock
        var isThere = spend(job.restart).isLeft
        while isThere, remaining > hair {
            // Where no further checkpoint fits into the slack but the rest of the work does, it goes on to the end without one.
            let isLast = remaining <= slack && (remaining <= job.interval || slack - job.checkpoint < piece)
            let length = isLast ? remaining : min(job.interval, slack - job.checkpoint, remaining)
            guard isLast || length >= piece else { break }
            let (isDone, isLeft) = spend(length + (isLast ? 0 : job.checkpoint))
            if isDone { remaining -= length }
            isThere = isLeft
        }
        let isTaken = !isThere && remaining > hair
        outcome.spotHours += rule.chargedHours(clock - launch, isInterrupted: isTaken)
    }

    /// Time on the spot machine: whether it was all there, and whether the machine still is.
    private mutating func spend(_ hours: Double) -> (isDone: Bool, isLeft: Bool) {
        let isDone = hours <= spell.hours
        let isLeft = hours < spell.hours
        let spent = min(hours, spell.hours)
        clock += spent
        passes(spent)
        return (isDone, isLeft)
    }

    /// An on-demand machine until the work is well ahead of the line (the paper's hysteresis: two launches ahead), or done.
    private mutating func keepUp() {
        let speed = job.work / deadline
        // Progress s + (t − t₀ − R) against the line at t + 2R.
        let done = job.work - remaining
        let until = ((clock + 2 * job.restart) * speed - done + job.restart) / (1 - speed)
        let length = max(Self.minute(job), until - job.restart)
        // Leaving costs a checkpoint and the way back another launch; without slack for them it stays.
        let isWorthLeaving = slack - job.checkpoint > job.restart + risk + hair
        guard length < remaining - hair, isWorthLeaving else { return takeOnDemand(remaining) }
        takeOnDemand(length)
        clock += job.checkpoint
        outcome.onDemandHours += job.checkpoint
        passes(job.checkpoint)
    }

    private mutating func takeOnDemand(_ length: Double) {
        let hours = job.restart + length
        outcome.onDemandHours += hours
        clock += hours
        passes(hours)
        remaining -= length
    }

    /// Lets the spells go by.
    private mutating func passes(_ hours: Double) {
        var hours = hours
        while hours >= spell.hours {
            hours -= spell.hours
            spell = source.next()
        }
        spell = Spell(isUp: spell.isUp, hours: spell.hours - hours)
    }
}
