import Logging
public import ServiceLifecycle
import Vocabulary
import Workflow

/// Once a second takes back what lost workers held and makes ready what has waited long enough.
public struct Upkeep: Service {
    let reap: Reap
    let budgets: KeepBudgets
    let searches: JudgeSearches
    let devices: KeepDevices
    let logger: Logger

    /// Runs until the service group shuts down. A database that does not answer is waited for.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await loop() }
    }

    private static func isOutage(_ error: any Error) -> Bool {
        switch error as? WorkflowError {
        case .unavailable?, .noRoom?: true
        default: false
        }
    }

    private func loop() async {
        var graced = false
        var tidyAt = ContinuousClock.now
        while !Task.isCancelled {
            do {
                if !graced {
                    try await reap.grace()
                    graced = true
                }
                if ContinuousClock.now >= tidyAt {
                    try await reap.tidy()
                    // Prices change by the hour, and a bill is written at the price of its claim.
                    try await devices.priceWorkers()
                    tidyAt = .now + .seconds(3600)
                }
                let reaped = try await reap()
                if reaped.reopened + reaped.finalised > 0 {
                    logger.warning(
                        "took back attempts whose workers were silent",
                        metadata: ["reopened": "\(reaped.reopened)", "given_up": "\(reaped.finalised)"])
                }
                // Reports are judged as they come; this is for time that passes, money that is spent, and a coordinator that died in between.
                try await searches()
                for budget in try await budgets.crossed() {
                    logger.warning(
                        "four fifths of a budget are spent or reserved",
                        metadata: [
                            "budget": "\(budget.name)", "limit_usd": "\(budget.limit)", "spent_usd": "\(budget.spent)",
                            "reserved_usd": "\(budget.reserved)",
                        ])
                }
            } catch {
                if Task.isCancelled { return }
                // While the database took nothing no worker could extend its lease: they are given the time to.
                if Self.isOutage(error) { graced = false }
                logger.warning("upkeep has to wait", metadata: ["reason": "\(error)"])
            }
            do {
                try await Task.sleep(for: .seconds(1))
            } catch {
                return  // cancelled: the group shuts down
            }
        }
    }
}

/// Ends the long polls when the coordinator shuts down, so that it need not wait for them.
public struct LongPolls: Service {
    let wakeups: Wakeups

    /// Runs until the service group shuts down.
    public func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            // Cancelled instead: the polls end all the same.
        }
        await wakeups.close()
    }
}
