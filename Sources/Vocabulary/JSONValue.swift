public import FoundationEssentials

/// Any JSON document, for facts whose shape a runner decides and for reading input strictly.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Names and values; a name that stood twice keeps one value.
    case object([String: JSONValue])

    /// Reads one JSON document.
    ///
    /// - Throws: ``InvalidInput`` about the whole body when `data` is not JSON.
    public init(parsing data: Data) throws(InvalidInput) {
        do {
            self = try JSONDecoder().decode(JSONValue.self, from: data)
        } catch {
            throw InvalidInput(field: "", expected: "a JSON document", received: Self.excerpt(of: data))
        }
    }

    /// The document as compact JSON with sorted names, the same bytes for equal documents.
    public func canonicalData() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return try encoder.encode(self)
        } catch {
            preconditionFailure("every JSONValue can be encoded: \(error)")
        }
    }

    /// How a complaint shows this value: compact JSON, shortened.
    public var summary: String {
        switch self {
        case .array(let items): return "a list of \(items.count)"
        case .object: return "an object"
        default: return String(decoding: canonicalData(), as: UTF8.self)
        }
    }

    /// The value of a name, when this is an object that has it.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    private static func excerpt(of data: Data) -> String {
        data.isEmpty ? "nothing" : String(decoding: data.prefix(40), as: UTF8.self)
    }
}
