public import FoundationEssentials
public import Vocabulary

/// A source that can be asked for prices. What asks lives elsewhere; the gates and verbs know only this.
public protocol PriceFeed: Sendable {
    /// Its name, as `aws-spot`: what people ask for and what the price book files it under.
    var name: String { get }
    /// Where it asks, without secrets.
    var address: String { get }
    /// One complete reading.
    ///
    /// - Throws: ``PriceFeedFailure``; then nothing of what had come is kept.
    func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest
}

/// What a feed is told before it asks.
public struct PriceFeedRequest: Sendable {
    /// The machines that are known: feeds whose source describes none ask for these.
    public let types: [InstanceType]
    /// The prices that are known, for sources that state savings only.
    public let book: PriceBook
    /// The time by the clock that decides.
    public let moment: Date

    /// What a feed is told.
    public init(types: [InstanceType], book: PriceBook, moment: Date) {
        self.types = types
        self.book = book
        self.moment = moment
    }
}

/// Why a feed gave nothing.
public enum PriceFeedFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// These environment variables of the coordinator are not set.
    case missing(variables: [String])
    /// No answer, after every try.
    case unreachable(reason: String)
    /// An answer that is a refusal, with the beginning of what it says.
    case refused(status: Int, excerpt: String)
    /// An answer that is not what the source's documentation says.
    case notUnderstood(reason: String)
    /// More pages or bytes than allowed, or a page that was there before.
    case limit(reason: String)
    /// The request was cancelled.
    case cancelled

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .missing(let variables):
            "not asked: set \(variables.joined(separator: " and ")) for the coordinator"
        case .unreachable(let reason): "no answer: \(reason)"
        case .refused(let status, let excerpt): "refused with status \(status): \(excerpt)"
        case .notUnderstood(let reason): "the answer was not understood: \(reason)"
        case .limit(let reason): reason
        case .cancelled: "cancelled"
        }
    }
}
