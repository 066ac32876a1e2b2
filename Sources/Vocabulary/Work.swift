/// An amount of work whose cost is asked for.
public enum Work: Hashable, Sendable {
    /// Inference over so many images, once.
    case images(Int64)
    /// Training: passes over a training set of so many images.
    case epochs(Int64, images: Int64)
    /// Serving: requests of one batch each that arrive at random, for so many hours of a month.
    case requests(perSecond: Double, hours: Double)

    /// The most images, requests or steps that an estimate is made for.
    public static let largest: Int64 = 1_000_000_000_000_000

    /// What a valid object looks like.
    public static let expectation =
        #"{"images": N}, {"epochs": N, "images_per_epoch": N} or {"requests_per_second": X, "hours": X}, each above 0"#

    private static let forms: [Set<String>] = [
        ["images"], ["epochs", "images_per_epoch"], ["requests_per_second"], ["requests_per_second", "hours"],
    ]

    /// Hours of a month of 365.25/12 days.
    public static let monthHours = 730.5

    /// Reads an object strictly.
    ///
    /// - Throws: ``InvalidInput`` when it is none of the forms, or a number is zero, negative or too large.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        guard Self.forms.contains(Set(reader.names)) else {
            throw InvalidInput(field: "", expected: Self.expectation, received: json.summary)
        }
        let images = reader.integer("images", in: 1...Self.largest)
        let epochs = reader.integer("epochs", in: 1...1_000_000 as ClosedRange<Int64>)
        let size = reader.integer("images_per_epoch", in: 1...1_000_000_000 as ClosedRange<Int64>)
        let rate = reader.number("requests_per_second", in: 1e-6...1e9)
        let hours = reader.number("hours", in: 1e-3...87_600)
        try reader.finish()
        if let images {
            self = .images(images)
        } else if let epochs, let size {
            self = .epochs(epochs, images: size)
        } else if let rate {
            self = .requests(perSecond: rate, hours: hours ?? Self.monthHours)
        } else {
            throw InvalidInput(field: "", expected: Self.expectation)
        }
    }

    /// The form that ``init(json:)`` reads.
    public var json: JSONValue {
        switch self {
        case .images(let count): ["images": .integer(count)]
        case .epochs(let count, let images): ["epochs": .integer(count), "images_per_epoch": .integer(images)]
        case .requests(let rate, let hours): ["requests_per_second": .number(rate), "hours": .number(hours)]
        }
    }

    /// Whether it is training.
    public var isTraining: Bool { if case .epochs = self { true } else { false } }

    /// Batches to be executed: the last one of a pass may be smaller and counts whole.
    public func batches(of batch: Int) -> Double {
        switch self {
        case .images(let count): Double((count - 1) / Int64(batch) + 1)
        case .epochs(let count, let images): Double(count) * Double((images - 1) / Int64(batch) + 1)
        case .requests(let rate, let hours): rate * hours * 3600
        }
    }

    /// Images that go through the network.
    public func images(batch: Int) -> Double {
        switch self {
        case .images(let count): Double(count)
        case .epochs(let count, let images): Double(count) * Double(images)
        case .requests: batches(of: batch) * Double(batch)
        }
    }
}
