extension BillingRule {
    /// Amazon EC2, Linux and Windows; SUSE is charged by the hour and not covered.
    public static let aws = BillingRule(
        provider: "aws", minimumSeconds: 60, granularitySeconds: 1, freeIfInterruptedWithinSeconds: 3600,
        noticeSeconds: 120,
        source:
            "EC2 User Guide, Billing for interrupted Spot Instances and Spot Instance interruption notices, read 2026-11-21",
        isConfirmed: true)

    /// Google Compute Engine: preempted in the first minute is free.
    public static let gcp = BillingRule(
        provider: "gcp", minimumSeconds: 60, granularitySeconds: 1, freeIfInterruptedWithinSeconds: 60,
        noticeSeconds: 30, source: "Compute Engine documentation, Spot VMs and VM instance pricing; recalled",
        isConfirmed: false)

    /// Azure: no credit for an eviction.
    public static let azure = BillingRule(
        provider: "azure", minimumSeconds: 0, granularitySeconds: 1, freeIfInterruptedWithinSeconds: 0,
        noticeSeconds: 30, source: "Azure documentation, Spot Virtual Machines and Scheduled Events; recalled",
        isConfirmed: false)

    /// Whoever has no rule here: each second from launch to end, no credit, no notice. Never cheaper than a real rule but for its minimum.
    public static func perSecond(provider: String) -> BillingRule {
        BillingRule(
            provider: provider, minimumSeconds: 0, granularitySeconds: 1, freeIfInterruptedWithinSeconds: 0,
            noticeSeconds: 0, source: "assumed: each second is charged, no notice", isConfirmed: false)
    }

    /// The rule of a provider by its name in quotes.
    public static func of(provider: String) -> BillingRule {
        [aws, gcp, azure].first { $0.provider == provider } ?? perSecond(provider: provider)
    }
}
