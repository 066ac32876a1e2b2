import Foundation

/// The closed forms for one job on spot machines whose interruptions come at a constant rate λ for each *running* hour.
///
/// Rates are per hour and at least 0, everything else is in hours. Derivations: docs/pricing-spot.md.
public enum SpotFormulas {
    /// F3, (e^{λR} − 1)/λ: the expected hours until a restart of R hours has gone through; R for λ = 0.
    ///
    /// Exact for exponential gaps; the restart itself can be interrupted and begins anew.
    public static func restartHours(restart: Double, rate: Double) -> Double { growth(rate, restart) }

    /// F4, the expected billed hours of a job that waits for spot machines:
    /// (e^{λR} − 1)/λ + Σⱼ e^{λR} (e^{λsⱼ} − 1)/λ with sⱼ = τ + δ for all pieces but the last, which writes no checkpoint.
    ///
    /// Daly 2006, the complete cost function, plus the first launch and without the last checkpoint. Exact for exponential gaps at any rate.
    public static func billedHours(_ job: SpotJob, rate: Double) -> ExpectedHours {
        let exponent = rate * (min(job.interval, job.work) + job.checkpoint + job.restart)
        guard exponent <= ExpectedHours.limit else { return .willNotFinish(exponent: exponent) }
        let pieces = job.segments(of: job.work)
        let last = job.work - (pieces - 1) * job.interval
        let again = exp(rate * job.restart)
        let whole = (pieces - 1) * again * growth(rate, job.interval + job.checkpoint)
        return .finishes(hours: growth(rate, job.restart) + whole + again * growth(rate, last))
    }

    /// F5, W (1 + δ/τ) / (1 − λ (R + (τ + δ)/2)) + R: the first order in λ.
    ///
    /// - Returns: nil where it does not hold: λ (R + τ) ≥ ½.
    public static func billedHoursFirstOrder(_ job: SpotJob, rate: Double) -> Double? {
        guard rate * (job.restart + job.interval) < 0.5 else { return nil }
        let lost = rate * (job.restart + (job.interval + job.checkpoint) / 2)
        return job.work * (1 + job.checkpoint / job.interval) / (1 - lost) + job.restart
    }

    /// F6 for a provider whose warning is long enough to write a checkpoint (notice ≥ δ): no work is lost and no other checkpoints are
    /// written, W e^{λ(R + δ)} + (e^{λR} − 1)/λ.
    ///
    /// An approximation: each interruption costs one δ and one restart, which may be interrupted too.
    ///
    /// - Returns: nil when the notice is shorter than a checkpoint.
    public static func billedHoursWithNotice(_ job: SpotJob, rate: Double, notice: Double) -> ExpectedHours? {
        guard notice >= job.checkpoint else { return nil }
        let exponent = rate * (job.restart + job.checkpoint)
        guard exponent <= ExpectedHours.limit else { return .willNotFinish(exponent: exponent) }
        return .finishes(hours: job.work * exp(exponent) + growth(rate, job.restart))
    }

    /// F7, from starting at a random moment to the end: B + λ B D + (1 − A) E[D²]/(2 E[D]).
    ///
    /// The last term: who comes during an outage waits for its residual life, not for a mean one.
    public static func makespan(billed: Double, rate: Double, outages: Outages) -> Double {
        billed + rate * billed * outages.mean + (1 - outages.upShare) * outages.residual
    }

    /// F9, for n machines that the job needs all at once: any of them lost interrupts it, λ → nλ.
    ///
    /// An upper bound: machines of one type in one zone are mostly lost together (92 % of 2,635 interruptions within 3 minutes of another,
    /// arXiv 2604.16457), which would leave λ as it is.
    public static func gangRate(_ rate: Double, machines: Int) -> Double { rate * Double(max(1, machines)) }

    /// (e^{λt} − 1)/λ without loss of digits; t for λ = 0.
    private static func growth(_ rate: Double, _ time: Double) -> Double {
        rate > 0 ? expm1(rate * time) / rate : time
    }
}
