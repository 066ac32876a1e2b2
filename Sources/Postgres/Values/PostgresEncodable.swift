/// A value that can be a parameter. Its type is declared when the statement is prepared, so that nulls and arrays need no
/// guessing by the server.
public protocol PostgresEncodable: Sendable {
    /// The server's type for it.
    static var postgresType: PostgresType { get }
    /// Appends the value in the type's binary format.
    func encode(into parameter: inout ParameterWriter) throws(EncodingFailure)
}

/// A value that has no representation on the wire.
public struct EncodingFailure: Error, Sendable, Equatable {
    /// What is wrong with it.
    public var reason: String
    /// A failure with its reason.
    public init(_ reason: String) { self.reason = reason }
}

/// Collects the bytes of parameters.
public struct ParameterWriter: Sendable {
    var bytes: [UInt8] = []
    var isNull = false
    var isText = false

    /// Appends an integer, most significant byte first, as every binary format of the server has it.
    public mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends text as UTF-8.
    public mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends bytes as they are.
    public mutating func append(contentsOf more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Makes the value NULL. Nothing else may be appended.
    public mutating func null() { isNull = true }

    /// Sends this parameter in the server's text format, read by the type's input function.
    public mutating func useTextFormat() { isText = true }

    mutating func finishSlot(from offset: Int) -> BoundStatement.Slot {
        let length = isNull ? -1 : bytes.count - offset
        let slot = BoundStatement.Slot(offset: offset, length: length, isText: isText)
        // libpq reads text parameters as C strings.
        if isText { bytes.append(0) }
        isNull = false
        isText = false
        return slot
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The type of the wrapped value.
    public static var postgresType: PostgresType { Wrapped.postgresType }
    /// The wrapped value, or NULL.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        switch self {
        case .some(let value): try value.encode(into: &parameter)
        case .none: parameter.null()
        }
    }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The type of the raw value.
    public static var postgresType: PostgresType { RawValue.postgresType }
    /// The raw value.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        try rawValue.encode(into: &parameter)
    }
}
