/// Reads the fields of one JSON object strictly and gathers every complaint: missing, wrongly typed, out of range, unknown.
///
/// Read each field once, then call ``finish()``: it throws all complaints together, so that a person mends a request in one go.
/// Until then a reading that failed returns a stand-in that must not be used; ``finish()`` never returns in that case.
public struct ObjectReader {
    private let members: [String: JSONValue]
    private var known: Set<String> = []
    private var complaints: [InvalidField] = []

    /// Opens an object.
    ///
    /// - Throws: ``InvalidInput`` when `value` is something else than an object.
    public init(_ value: JSONValue) throws(InvalidInput) {
        guard case .object(let members) = value else {
            throw InvalidInput(field: "", expected: "a JSON object", received: value.summary)
        }
        self.members = members
    }

    /// The names that the object has.
    public var names: Dictionary<String, JSONValue>.Keys { members.keys }

    /// The raw value of `name`; `null` counts as absent.
    public mutating func value(_ name: String) -> JSONValue? {
        known.insert(name)
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    /// Text of at most `maximum` characters without control characters, or `nil` when absent.
    public mutating func string(_ name: String, maximum: Int = 500) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, text.isPlain(atMost: maximum) else {
            complain(name, "text of 1 to \(maximum) characters without control characters", value)
            return nil
        }
        return text
    }

    /// Text that must be there.
    public mutating func requiredString(_ name: String, maximum: Int = 500) -> String {
        required(name, "text of 1 to \(maximum) characters") { $0.string(name, maximum: maximum) } ?? ""
    }

    /// A whole number within `range`, or `nil` when absent.
    public mutating func integer<Number: FixedWidthInteger>(_ name: String, in range: ClosedRange<Number>) -> Number? {
        guard let value = value(name) else { return nil }
        guard case .integer(let whole) = value, let number = Number(exactly: whole), range.contains(number) else {
            complain(name, "a whole number from \(range.lowerBound) to \(range.upperBound)", value)
            return nil
        }
        return number
    }

    /// A whole number that must be there.
    public mutating func requiredInteger<Number: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Number>
    ) -> Number {
        required(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            $0.integer(name, in: range)
        } ?? range.lowerBound
    }

    /// A finite number within `range`, or `nil` when absent.
    public mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        let number: Double? =
            switch value {
            case .integer(let whole): Double(whole)
            case .number(let number): number
            default: nil
            }
        guard let number, range.contains(number) else {
            complain(name, "a number from \(range.lowerBound) to \(range.upperBound)", value)
            return nil
        }
        return number
    }

    /// `true` or `false`, or `nil` when absent.
    public mutating func bool(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else {
            complain(name, "true or false", value)
            return nil
        }
        return flag
    }

    /// One of the cases of an enumeration by its text, or `nil` when absent.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            complain(name, "one of " + type.allCases.map(\.rawValue).joined(separator: ", "), value)
            return nil
        }
        return choice
    }

    /// A list of at most `maximum` elements, or `nil` when absent.
    public mutating func array(_ name: String, maximum: Int) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .array(let items) = value, items.count <= maximum else {
            complain(name, "a list of at most \(maximum)", value)
            return nil
        }
        return items
    }

    /// What `read` makes of the field, its complaints placed under the field's name; `nil` when absent.
    public mutating func nested<Result>(
        _ name: String, _ read: (JSONValue) throws(InvalidInput) -> Result
    ) -> Result? {
        guard let value = value(name) else { return nil }
        do {
            return try read(value)
        } catch {
            complaints += error.fields.map { $0.under(name) }
            return nil
        }
    }

    /// A field that must be there, read by `read`; complains with `expected` when it is absent.
    public mutating func required<Result>(
        _ name: String, _ expected: String, _ read: (inout ObjectReader) -> Result?
    ) -> Result? {
        guard let present = members[name], present != .null else {
            known.insert(name)
            complain(name, expected, nil)
            return nil
        }
        return read(&self)
    }

    /// Adds a complaint about a field.
    public mutating func complain(_ name: String, _ expected: String, _ value: JSONValue?) {
        complaints.append(InvalidField(field: name, expected: expected, received: value?.summary))
    }

    /// Adds a complaint whose path is complete.
    mutating func complain(_ field: InvalidField) { complaints.append(field) }

    /// Ends the reading.
    ///
    /// - Throws: ``InvalidInput`` with all complaints, also about fields that nobody read.
    public mutating func finish() throws(InvalidInput) {
        for name in members.keys.sorted() where !known.contains(name) {
            let names = known.sorted().joined(separator: ", ")
            complaints.append(
                InvalidField(field: name, expected: "one of the fields \(names)", received: "an unknown field"))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
    }
}
