public import struct Foundation.Data
public import struct Foundation.UUID
public import typealias Foundation.uuid_t

extension String: PostgresEncodable, PostgresDecodable {
    /// `text`
    public static var postgresType: PostgresType { .text }
    /// UTF-8. A NUL character has no place in the server's text.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        guard !utf8.contains(0) else { throw EncodingFailure("text holds a NUL character") }
        parameter.append(text: self)
    }
    /// From `text`, `varchar`, `char(n)`, `name`, `"char"`, `json`, and from user-defined types (enums).
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> String {
        switch type {
        case .text, .varchar, .bpchar, .name, .char, .json, .unknown: return bytes.text
        default:
            guard type.oid >= PostgresType.firstUserDefined else { throw .type }
            return bytes.text
        }
    }
}

/// Text whose type the server infers and whose input function it applies: for enums, intervals, inet… without a cast.
public struct InferredText: PostgresEncodable, Hashable {
    /// The value as a literal of the type.
    public var literal: String
    /// The value as a literal of the type.
    public init(_ literal: String) { self.literal = literal }
    /// Inferred by the server.
    public static var postgresType: PostgresType { .inferred }
    /// The literal, in text format.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        try literal.encode(into: &parameter)
        parameter.useTextFormat()
    }
}

extension UUID: PostgresEncodable, PostgresDecodable {
    /// `uuid`
    public static var postgresType: PostgresType { .uuid }
    /// Sixteen bytes.
    public func encode(into parameter: inout ParameterWriter) {
        let bits = uuid
        parameter.append(contentsOf: [
            bits.0, bits.1, bits.2, bits.3, bits.4, bits.5, bits.6, bits.7,
            bits.8, bits.9, bits.10, bits.11, bits.12, bits.13, bits.14, bits.15,
        ])
    }
    /// From `uuid`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> UUID {
        guard type == .uuid else { throw .type }
        guard bytes.byteCount == 16 else { throw .malformed("\(bytes.byteCount) bytes instead of 16") }
        return UUID(uuid: unsafe bytes.unsafeLoadUnaligned(as: uuid_t.self))
    }
}

extension Data: PostgresEncodable, PostgresDecodable {
    /// `bytea`
    public static var postgresType: PostgresType { .bytea }
    /// The bytes.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(contentsOf: self) }
    /// From `bytea`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Data {
        guard type == .bytea else { throw .type }
        return unsafe bytes.withUnsafeBytes { unsafe Data($0) }
    }
}
