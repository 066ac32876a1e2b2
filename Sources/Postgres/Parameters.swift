/// The values of a statement's named parameters.
///
/// ```swift
/// try session.execute(claim, ["classes": [1, 2] as [Int32], "n": 10, "worker": worker.rawValue])
/// ```
public struct Parameters: ExpressibleByDictionaryLiteral, Sendable {
    var entries: [(name: String, value: any PostgresEncodable)]

    /// The parameters, in any order.
    public init(dictionaryLiteral elements: (String, any PostgresEncodable)...) {
        entries = elements.map { (name: $0.0, value: $0.1) }
    }

    /// No parameters yet.
    public init() { entries = [] }

    /// Adds a parameter or replaces its value.
    public mutating func set(_ name: String, to value: any PostgresEncodable) {
        if let index = entries.firstIndex(where: { $0.name == name }) {
            entries[index].value = value
        } else {
            entries.append((name, value))
        }
    }
}

/// A statement with its encoded parameters, ready to be sent.
public struct BoundStatement: Sendable {
    struct Slot: Sendable {
        var offset: Int
        /// Bytes; -1 is NULL.
        var length: Int
        var isText: Bool
    }

    /// The statement.
    public let statement: Statement
    let types: [PostgresType]
    let bytes: [UInt8]
    let slots: [Slot]
    /// The size of the encoded parameters.
    public var byteCount: Int { bytes.count }

    /// Encodes the parameters.
    /// - Throws: ``PostgresError/binding(statement:reason:)`` when a name is missing, unknown or given twice, or when a
    ///   value has no representation on the wire.
    public init(_ statement: Statement, _ parameters: Parameters = [:]) throws(PostgresError) {
        var writer = ParameterWriter()
        var types: [PostgresType] = []
        var slots: [Slot] = []
        let entries = parameters.entries
        guard entries.count == statement.parameterNames.count else {
            throw Self.mismatch(statement, entries)
        }
        for name in statement.parameterNames {
            guard let value = entries.first(where: { $0.name == name })?.value else {
                throw Self.mismatch(statement, entries)
            }
            let offset = writer.bytes.count
            do throws(EncodingFailure) {
                try value.encode(into: &writer)
            } catch {
                throw .binding(statement: statement.name, reason: "parameter '\(name)': \(error.reason)")
            }
            slots.append(writer.finishSlot(from: offset))
            types.append(type(of: value).postgresType)
        }
        // A base address to point at even when every value is empty.
        writer.bytes.append(0)
        self.statement = statement
        self.types = types
        self.bytes = writer.bytes
        self.slots = slots
    }

    private static func mismatch(
        _ statement: Statement, _ entries: [(name: String, value: any PostgresEncodable)]
    ) -> PostgresError {
        let given = entries.map(\.name)
        let missing = statement.parameterNames.filter { !given.contains($0) }
        let unknown = given.filter { !statement.parameterNames.contains($0) }
        var reasons: [String] = []
        if !missing.isEmpty { reasons.append("missing parameters: \(missing.joined(separator: ", "))") }
        if !unknown.isEmpty { reasons.append("unknown parameters: \(unknown.joined(separator: ", "))") }
        if reasons.isEmpty { reasons.append("a parameter is given twice") }
        return .binding(statement: statement.name, reason: reasons.joined(separator: "; "))
    }
}

extension Statement {
    /// Encodes the parameters for a later ``PostgresSession/execute(_:)-([BoundStatement])``.
    public func bind(_ parameters: Parameters = [:]) throws(PostgresError) -> BoundStatement {
        try BoundStatement(self, parameters)
    }
}
