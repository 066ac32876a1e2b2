public import struct Foundation.Data
public import struct Foundation.Date
public import struct Foundation.UUID

/// An element of a one-dimensional array parameter or column.
public protocol PostgresArrayElement: Sendable {
    /// The server's type for an array of it.
    static var postgresArrayType: PostgresType { get }
    /// Appends a whole array.
    static func encode(array: [Self], into parameter: inout ParameterWriter) throws(EncodingFailure)
    /// Reads a whole array.
    static func decodeArray(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> [Self]
}

extension Bool: PostgresArrayElement {
    /// `boolean[]`
    public static var postgresArrayType: PostgresType { .boolArray }
}
extension Int16: PostgresArrayElement {
    /// `smallint[]`
    public static var postgresArrayType: PostgresType { .int2Array }
}
extension Int32: PostgresArrayElement {
    /// `integer[]`
    public static var postgresArrayType: PostgresType { .int4Array }
}
extension Int64: PostgresArrayElement {
    /// `bigint[]`
    public static var postgresArrayType: PostgresType { .int8Array }
}
extension Int: PostgresArrayElement {
    /// `bigint[]`
    public static var postgresArrayType: PostgresType { .int8Array }
}
extension Float: PostgresArrayElement {
    /// `real[]`
    public static var postgresArrayType: PostgresType { .float4Array }
}
extension Double: PostgresArrayElement {
    /// `double precision[]`
    public static var postgresArrayType: PostgresType { .float8Array }
}
extension String: PostgresArrayElement {
    /// `text[]`
    public static var postgresArrayType: PostgresType { .textArray }
}
extension UUID: PostgresArrayElement {
    /// `uuid[]`
    public static var postgresArrayType: PostgresType { .uuidArray }
}
extension Data: PostgresArrayElement {
    /// `bytea[]`
    public static var postgresArrayType: PostgresType { .byteaArray }
}
extension Date: PostgresArrayElement {
    /// `timestamptz[]`
    public static var postgresArrayType: PostgresType { .timestamptzArray }
}
extension PostgresJSON: PostgresArrayElement {
    /// `jsonb[]`
    public static var postgresArrayType: PostgresType { .jsonbArray }
}
extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement & PostgresEncodable & PostgresDecodable {
    /// The array type of the wrapped value.
    public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}

/// `[UInt8]` is `bytea`, not an array.
extension UInt8: PostgresArrayElement {
    /// `bytea`
    public static var postgresArrayType: PostgresType { .bytea }
    /// The bytes.
    public static func encode(array: [UInt8], into parameter: inout ParameterWriter) {
        parameter.append(contentsOf: array)
    }
    /// From `bytea`.
    public static func decodeArray(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> [UInt8] {
        guard type == .bytea else { throw .type }
        return unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
}

extension PostgresArrayElement where Self: RawRepresentable, RawValue: PostgresArrayElement {
    /// The array type of the raw value.
    public static var postgresArrayType: PostgresType { RawValue.postgresArrayType }
}

// The format, from `array_send` in `src/backend/utils/adt/arrayfuncs.c`: int32 number of dimensions (0 when empty), int32
// flag for nulls, uint32 element type, per dimension int32 length and int32 lower bound, then int32 length (-1 for
// NULL) and bytes of every element.
extension PostgresArrayElement where Self: PostgresEncodable {
    /// Appends a one-dimensional array with lower bound 1.
    public static func encode(array: [Self], into parameter: inout ParameterWriter) throws(EncodingFailure) {
        guard let count = Int32(exactly: array.count) else { throw EncodingFailure("\(array.count) elements") }
        parameter.append(Int32(array.isEmpty ? 0 : 1))
        let flag = parameter.bytes.count
        parameter.append(Int32(0))
        parameter.append(postgresType.oid)
        guard !array.isEmpty else { return }
        parameter.append(count)
        parameter.append(Int32(1))
        for element in array {
            let start = parameter.bytes.count
            parameter.append(Int32(-1))
            try element.encode(into: &parameter)
            if parameter.isNull {
                parameter.isNull = false
                parameter.bytes[flag + 3] = 1
            } else {
                parameter.patchLength(at: start)
            }
        }
    }
}

extension ParameterWriter {
    /// Writes the number of bytes that follow the int32 at `offset` into it.
    mutating func patchLength(at offset: Int) {
        let length = UInt32(truncatingIfNeeded: bytes.count - offset - 4)
        for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * byte)) }
    }
}

extension PostgresArrayElement where Self: PostgresDecodable {
    /// Reads an array of at most one dimension.
    public static func decodeArray(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> [Self] {
        guard type == postgresArrayType || type.isArrayOfText || type.oid >= PostgresType.firstUserDefined else {
            throw .type
        }
        let dimensions = try bytes.bigEndian(Int32.self)
        guard dimensions != 0 else { return [] }
        guard dimensions == 1 else { throw .malformed("\(dimensions) dimensions") }
        let elementType = PostgresType(oid: try bytes.bigEndian(UInt32.self, at: 8))
        let count = Int(try bytes.bigEndian(Int32.self, at: 12))
        guard count >= 0, count <= bytes.byteCount / 4 else { throw .malformed("\(count) elements") }
        var elements: [Self] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            let length = Int(try bytes.bigEndian(Int32.self, at: offset))
            offset += 4
            if length < 0 {
                elements.append(try decodePostgresNull())
                continue
            }
            guard bytes.byteCount - offset >= length else { throw .malformed("an element ends early") }
            elements.append(try decode(postgres: bytes.extracting(offset..<(offset + length)), type: elementType))
            offset += length
        }
        return elements
    }
}

extension PostgresType {
    /// `varchar[]`, `char(n)[]`, `name[]`, `json[]`, `numeric[]`: their elements decide whether they can be read.
    fileprivate var isArrayOfText: Bool { [1015, 1014, 1003, 199, 1231].contains(oid) }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The array type of the element; `bytea` for bytes.
    public static var postgresType: PostgresType { Element.postgresArrayType }
    /// The array in binary format.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        try Element.encode(array: self, into: &parameter)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// From an array type; from `bytea` for bytes.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> [Element] {
        try Element.decodeArray(postgres: bytes, type: type)
    }
}
