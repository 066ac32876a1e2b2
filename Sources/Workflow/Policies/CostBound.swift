import Vocabulary

/// What a most cost means for one attempt: seconds at the marginal rate of its machine.
enum CostBound: Hashable {
    /// The machine costs nothing more for working.
    case none
    /// So many seconds.
    case limit(CostLimit)
    /// Nothing prices the machine, or nothing is left.
    case refusal(AttemptFailure)

    /// Divides what earlier attempts left by the price of an hour.
    init(_ most: Money, _ means: AttemptMeans) {
        guard let rate = means.rate else {
            self = .refusal(
                AttemptFailure(
                    code: .unsupported,
                    message:
                        "max_cost is \(most) USD, and nothing prices the worker's machine: give its device or instance a "
                        + "price, or leave max_cost out"))
            return
        }
        let left = most.nanodollars - means.spent.nanodollars
        let spent = means.spent == .zero ? "" : ", less \(means.spent) USD of earlier attempts,"
        guard left > 0 else {
            self = .refusal(
                AttemptFailure(
                    code: .timeLimit,
                    message: "max_cost of \(most) USD is spent: earlier attempts cost \(means.spent) USD"))
            return
        }
        guard rate.marginal > .zero else {
            self = .none
            return
        }
        let seconds = Double(left) / Double(rate.marginal.nanodollars) * 3600
        self = .limit(
            CostLimit(
                seconds: seconds,
                reason: "max_cost of \(most) USD\(spent) at \(rate.marginal) USD an hour (\(rate.host), marginal)"))
    }
}
