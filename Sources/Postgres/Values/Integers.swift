extension Bool: PostgresEncodable, PostgresDecodable {
    /// `boolean`
    public static var postgresType: PostgresType { .bool }
    /// One byte.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(UInt8(self ? 1 : 0)) }
    /// From `boolean`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Bool {
        guard type == .bool else { throw .type }
        return try bytes.bigEndian(UInt8.self) != 0
    }
}

/// Reads `smallint`, `integer`, `bigint` and `oid`.
private func decodeInteger<Integer: FixedWidthInteger>(
    _ bytes: RawSpan, _ type: PostgresType
) throws(DecodingFailure) -> Integer {
    let wide: Int64 =
        switch type {
        case .int8: try bytes.bigEndian(Int64.self)
        case .int4: Int64(try bytes.bigEndian(Int32.self))
        case .int2: Int64(try bytes.bigEndian(Int16.self))
        case .oidType: Int64(try bytes.bigEndian(UInt32.self))
        default: throw .type
        }
    guard let value = Integer(exactly: wide) else { throw .malformed("\(wide) does not fit") }
    return value
}

extension Int16: PostgresEncodable, PostgresDecodable {
    /// `smallint`
    public static var postgresType: PostgresType { .int2 }
    /// Two bytes.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(self) }
    /// From any integer type, where the value fits.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Int16 {
        try decodeInteger(bytes, type)
    }
}

extension Int32: PostgresEncodable, PostgresDecodable {
    /// `integer`
    public static var postgresType: PostgresType { .int4 }
    /// Four bytes.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(self) }
    /// From any integer type, where the value fits.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Int32 {
        try decodeInteger(bytes, type)
    }
}

extension Int64: PostgresEncodable, PostgresDecodable {
    /// `bigint`
    public static var postgresType: PostgresType { .int8 }
    /// Eight bytes.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(self) }
    /// From any integer type.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Int64 {
        try decodeInteger(bytes, type)
    }
}

extension Int: PostgresEncodable, PostgresDecodable {
    /// `bigint`
    public static var postgresType: PostgresType { .int8 }
    /// Eight bytes.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(Int64(self)) }
    /// From any integer type.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Int {
        try decodeInteger(bytes, type)
    }
}
