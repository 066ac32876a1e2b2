import Glibc

/// The values that a search draws one field of its samples from.
public enum SearchRange: Hashable, Sendable {
    /// One of these, each equally likely.
    case choice([JSONValue])
    /// A number from one to the other, each equally likely.
    case uniform(Double, Double)
    /// A number from one to the other, above 0, whose logarithm is equally likely.
    case logUniform(Double, Double)
    /// A whole number from one to the other, both included, each equally likely.
    case integer(Int64, Int64)

    /// The value for a draw.
    ///
    /// Numbers are rounded to six significant digits: readable, and the same on machines whose `log` differs in the last bit.
    /// - Parameter draw: 0 ..< 1.
    public func value(at draw: Double) -> JSONValue {
        switch self {
        case .choice(let values): return values[min(values.count - 1, Int(draw * Double(values.count)))]
        case .uniform(let low, let high): return .number(Self.rounded(low + (high - low) * draw, low, high))
        case .logUniform(let low, let high):
            return .number(Self.rounded(exp(log(low) + (log(high) - log(low)) * draw), low, high))
        case .integer(let low, let high):
            let count = Double(high - low) + 1
            return .integer(min(high, low + Int64(draw * count)))
        }
    }

    private static func rounded(_ value: Double, _ low: Double, _ high: Double) -> Double {
        guard value != 0, value.isFinite else { return value }
        let digits = 5 - Int(log10(abs(value)).rounded(.down))
        // Powers of ten up to 10²² are exact, so that the quotient is the number that the digits would be read as.
        let scale = (0..<min(abs(digits), 22)).reduce(1.0) { power, _ in power * 10 }
        let rounded = digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
        return min(max(rounded, low), high)
    }

    /// The range as it is written: `{"log_uniform": [0.001, 0.1]}`.
    public var json: JSONValue {
        switch self {
        case .choice(let values): ["choice": .array(values)]
        case .uniform(let low, let high): ["uniform": [.number(low), .number(high)]]
        case .logUniform(let low, let high): ["log_uniform": [.number(low), .number(high)]]
        case .integer(let low, let high): ["int": [.integer(low), .integer(high)]]
        }
    }

    /// Reads a range strictly.
    ///
    /// - Throws: ``InvalidInput`` about what is wrong with it.
    public init(json: JSONValue) throws(InvalidInput) {
        let expected = "an object with one of choice, uniform, log_uniform and int"
        guard case .object(let members) = json, members.count == 1, let (name, value) = members.first,
            case .array(let items) = value
        else { throw InvalidInput(field: "", expected: expected, received: json.summary) }
        switch name {
        case "choice":
            guard (1...1000).contains(items.count), Set(items).count == items.count else {
                throw InvalidInput(
                    field: name, expected: "a list of 1 to 1000 different values", received: value.summary)
            }
            self = .choice(items)
        case "uniform", "log_uniform":
            let numbers = items.compactMap(\.double)
            let least = name == "uniform" ? -Double.greatestFiniteMagnitude : Double.leastNormalMagnitude
            guard items.count == 2, numbers.count == 2, least <= numbers[0], numbers[0] < numbers[1],
                (numbers[1] - numbers[0]).isFinite
            else {
                throw InvalidInput(
                    field: name, expected: "two ascending numbers" + (name == "uniform" ? "" : " above 0"),
                    received: String(decoding: value.canonicalData(), as: UTF8.self))
            }
            self = name == "uniform" ? .uniform(numbers[0], numbers[1]) : .logUniform(numbers[0], numbers[1])
        case "int":
            let limit: Int64 = 1 << 52
            guard items.count == 2, case .integer(let low) = items[0], case .integer(let high) = items[1], low < high,
                -limit <= low, high <= limit
            else {
                throw InvalidInput(
                    field: name, expected: "two ascending whole numbers",
                    received: String(decoding: value.canonicalData(), as: UTF8.self))
            }
            self = .integer(low, high)
        default: throw InvalidInput(field: "", expected: expected, received: name)
        }
    }
}

extension JSONValue {
    /// A number of either kind.
    fileprivate var double: Double? {
        switch self {
        case .integer(let whole): Double(whole)
        case .number(let number) where number.isFinite: number
        default: nil
        }
    }
}
