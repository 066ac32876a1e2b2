/// What a provider charges for one launch of a machine, as data.
public struct BillingRule: Hashable, Sendable, Codable {
    /// The provider, as `aws`.
    public let provider: String
    /// The least that is charged for a launch that is charged at all, in seconds.
    public let minimumSeconds: Double
    /// Charged time is rounded up to a multiple of this, in seconds; 0 for no rounding.
    public let granularitySeconds: Double
    /// A launch that the provider ends before this many seconds is free; 0 where there is no such rule.
    public let freeIfInterruptedWithinSeconds: Double
    /// The warning before a machine is taken, in seconds; 0 where none is promised.
    public let noticeSeconds: Double
    /// Where the rule is from.
    public let source: String
    /// Whether the source was read, or the rule is recalled and still to be confirmed.
    public let isConfirmed: Bool

    /// A rule.
    public init(
        provider: String, minimumSeconds: Double, granularitySeconds: Double, freeIfInterruptedWithinSeconds: Double,
        noticeSeconds: Double, source: String, isConfirmed: Bool
    ) {
        self.provider = provider
        self.minimumSeconds = minimumSeconds
        self.granularitySeconds = granularitySeconds
        self.freeIfInterruptedWithinSeconds = freeIfInterruptedWithinSeconds
        self.noticeSeconds = noticeSeconds
        self.source = source
        self.isConfirmed = isConfirmed
    }

    /// The hours that are charged for one launch.
    ///
    /// - Parameters:
    ///   - hours: From launch to end, 0 or more.
    ///   - isInterrupted: Whether the provider took the machine; a launch that its user ends is never free.
    public func chargedHours(_ hours: Double, isInterrupted: Bool) -> Double {
        let seconds = hours * 3600
        if isInterrupted, seconds < freeIfInterruptedWithinSeconds { return 0 }
        let atLeast = max(seconds, minimumSeconds)
        guard granularitySeconds > 0 else { return atLeast / 3600 }
        // A millionth of a step is rounding error, not a second that began.
        return (atLeast / granularitySeconds - 1e-6).rounded(.up) * granularitySeconds / 3600
    }

    enum CodingKeys: String, CodingKey {
        case provider, source
        case minimumSeconds = "minimum_seconds"
        case granularitySeconds = "granularity_seconds"
        case freeIfInterruptedWithinSeconds = "free_if_interrupted_within_seconds"
        case noticeSeconds = "notice_seconds"
        case isConfirmed = "confirmed"
    }
}
