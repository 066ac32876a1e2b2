/// A price in force with the machine that it is for and how old it is.
public struct PricedMachine: Hashable, Sendable, Codable {
    /// The price.
    public let quote: Quote
    /// The machine; absent when nobody described it.
    public let machine: InstanceType?
    /// Seconds since the price was last read from its source.
    public let ageSeconds: Double

    /// A price with its machine.
    public init(quote: Quote, machine: InstanceType?, ageSeconds: Double) {
        self.quote = quote
        self.machine = machine
        self.ageSeconds = ageSeconds
    }

    enum CodingKeys: String, CodingKey {
        case quote, machine
        case ageSeconds = "age_seconds"
    }
}
