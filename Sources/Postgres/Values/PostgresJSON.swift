public import struct Foundation.Data
public import class Foundation.JSONDecoder
public import class Foundation.JSONEncoder

/// A JSON document as a parameter (`jsonb`) or column (`jsonb`, `json`).
public struct PostgresJSON: PostgresEncodable, PostgresDecodable, Hashable {
    /// The format's version, the byte before the text. Source: `jsonb_recv` in `src/backend/utils/adt/jsonb.c`.
    private static let version: UInt8 = 1

    /// The document as UTF-8 text.
    public var utf8: Data

    /// A document in UTF-8; the server checks its syntax.
    public init(utf8: Data) { self.utf8 = utf8 }
    /// A document as text; the server checks its syntax.
    public init(text: String) { utf8 = Data(text.utf8) }
    /// A value, encoded.
    public init(encoding value: some Encodable, with encoder: JSONEncoder = JSONEncoder()) throws {
        utf8 = try encoder.encode(value)
    }

    /// The document as text.
    public var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The document as a value.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, with decoder: JSONDecoder = JSONDecoder()
    ) throws -> Value {
        try decoder.decode(type, from: utf8)
    }

    /// `jsonb`
    public static var postgresType: PostgresType { .jsonb }
    /// Version byte and text.
    public func encode(into parameter: inout ParameterWriter) {
        parameter.append(Self.version)
        parameter.append(contentsOf: utf8)
    }
    /// From `jsonb` or `json`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> PostgresJSON {
        switch type {
        case .json: return PostgresJSON(utf8: unsafe bytes.withUnsafeBytes { unsafe Data($0) })
        case .jsonb:
            let found = try bytes.bigEndian(UInt8.self)
            guard found == version else { throw .malformed("jsonb version \(found), not \(version)") }
            return PostgresJSON(utf8: unsafe bytes.withUnsafeBytes { unsafe Data($0.dropFirst()) })
        default: throw .type
        }
    }
}
