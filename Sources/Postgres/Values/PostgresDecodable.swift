/// A value that can be read from a column in the server's binary format.
public protocol PostgresDecodable: Sendable {
    /// Reads a value that is not NULL. - Parameters: bytes: the value's bytes. type: the column's type.
    static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Self
    /// What NULL means; by default an error.
    static func decodePostgresNull() throws(DecodingFailure) -> Self
}

/// Why bytes are not a value.
public enum DecodingFailure: Error, Sendable, Equatable {
    /// The column is NULL.
    case null
    /// The column has another type.
    case type
    /// The type is right, the value is not representable.
    case malformed(String)
}

extension PostgresDecodable {
    /// NULL is an error unless the caller asks for an optional.
    public static func decodePostgresNull() throws(DecodingFailure) -> Self { throw .null }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// The wrapped value.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Self {
        .some(try Wrapped.decode(postgres: bytes, type: type))
    }
    /// Nothing.
    public static func decodePostgresNull() -> Self { nil }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// The value with the column's raw value, an error where there is none.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Self {
        let raw = try RawValue.decode(postgres: bytes, type: type)
        guard let value = Self(rawValue: raw) else { throw .malformed("'\(raw)' is none of its cases") }
        return value
    }
}

extension RawSpan {
    /// The integer at an offset, most significant byte first; `malformed` when the bytes end before it does.
    func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type = Integer.self, at offset: Int = 0
    ) throws(DecodingFailure) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard offset >= 0, byteCount - offset >= size else {
            throw .malformed("\(byteCount) bytes where \(offset + size) are needed")
        }
        return Integer(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// The bytes as UTF-8. The session's client_encoding is UTF8, so the server has validated them.
    var text: String {
        unsafe withUnsafeBytes { buffer in unsafe String(decoding: buffer, as: UTF8.self) }
    }
}
