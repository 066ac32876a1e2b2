public import Vocabulary

/// What became of one job under a policy.
public struct PolicyOutcome: Hashable, Sendable {
    /// Charged hours of spot machines.
    public var spotHours = 0.0
    /// Hours of on-demand machines.
    public var onDemandHours = 0.0
    /// Hours from start to end.
    public var makespan = 0.0
}

extension DeadlinePolicy {
    /// Runs a job under this policy.
    ///
    /// - Parameters:
    ///   - job: What is to be done.
    ///   - deadline: Hours from the start; looked at only where ``keepsDeadline``.
    ///   - source: When spot machines are to be had, from the start on.
    ///   - rule: What a launch of a spot machine costs.
    /// - Returns: nil when a job that only waits will never finish.
    /// - Throws: ``InvalidInput`` when not even an on-demand machine from the start makes the deadline, with the least that would do.
    public func run(
        _ job: SpotJob, deadline: Double, on source: some SpellSource, rule: BillingRule
    ) throws(InvalidInput) -> PolicyOutcome? {
        // A source of several zones makes it a failover.
        if self == .spotOnly || self == .spotFailover {
            var source = source
            return job.run(on: &source, rule: rule).map { outcome in
                PolicyOutcome(spotHours: outcome.charged, onDemandHours: 0, makespan: outcome.makespan)
            }
        }
        let least = job.restart + job.work
        guard deadline >= least else {
            throw InvalidInput(
                field: "deadline", expected: "at least \(least) hours, a launch and the work", received: "\(deadline)")
        }
        if self == .onDemandOnly { return PolicyOutcome(spotHours: 0, onDemandHours: least, makespan: least) }
        var run = DeadlineRun(job: job, deadline: deadline, rule: rule, source: source)
        return run.finish(keepingUp: self == .uniformProgress)
    }
}
