/// The type of a column or parameter, as its object id in `pg_type`.
///
/// Source: `src/include/catalog/pg_type.dat` of PostgreSQL 15; ids below 10,000 never change between versions.
public struct PostgresType: Hashable, Sendable, CustomStringConvertible {
    /// The object id in `pg_type`; 0 leaves the choice to the server.
    public let oid: UInt32

    /// The type with an object id.
    public init(oid: UInt32) { self.oid = oid }

    /// The server infers the type from the statement.
    public static let inferred = PostgresType(oid: 0)
    /// `boolean`
    public static let bool = PostgresType(oid: 16)
    /// `bytea`
    public static let bytea = PostgresType(oid: 17)
    /// `"char"`, one byte
    public static let char = PostgresType(oid: 18)
    /// `name`
    public static let name = PostgresType(oid: 19)
    /// `bigint`
    public static let int8 = PostgresType(oid: 20)
    /// `smallint`
    public static let int2 = PostgresType(oid: 21)
    /// `integer`
    public static let int4 = PostgresType(oid: 23)
    /// `text`
    public static let text = PostgresType(oid: 25)
    /// `oid`
    public static let oidType = PostgresType(oid: 26)
    /// `json`
    public static let json = PostgresType(oid: 114)
    /// `real`
    public static let float4 = PostgresType(oid: 700)
    /// `double precision`
    public static let float8 = PostgresType(oid: 701)
    /// `unknown`: a literal whose type nothing decided
    public static let unknown = PostgresType(oid: 705)
    /// `char(n)`
    public static let bpchar = PostgresType(oid: 1042)
    /// `varchar`
    public static let varchar = PostgresType(oid: 1043)
    /// `timestamp with time zone`
    public static let timestamptz = PostgresType(oid: 1184)
    /// `numeric`
    public static let numeric = PostgresType(oid: 1700)
    /// `void`, what a function without result returns
    public static let void = PostgresType(oid: 2278)
    /// `uuid`
    public static let uuid = PostgresType(oid: 2950)
    /// `jsonb`
    public static let jsonb = PostgresType(oid: 3802)

    /// `boolean[]`
    public static let boolArray = PostgresType(oid: 1000)
    /// `bytea[]`
    public static let byteaArray = PostgresType(oid: 1001)
    /// `smallint[]`
    public static let int2Array = PostgresType(oid: 1005)
    /// `integer[]`
    public static let int4Array = PostgresType(oid: 1007)
    /// `text[]`
    public static let textArray = PostgresType(oid: 1009)
    /// `bigint[]`
    public static let int8Array = PostgresType(oid: 1016)
    /// `real[]`
    public static let float4Array = PostgresType(oid: 1021)
    /// `double precision[]`
    public static let float8Array = PostgresType(oid: 1022)
    /// `timestamptz[]`
    public static let timestamptzArray = PostgresType(oid: 1185)
    /// `numeric[]`
    public static let numericArray = PostgresType(oid: 1231)
    /// `uuid[]`
    public static let uuidArray = PostgresType(oid: 2951)
    /// `jsonb[]`
    public static let jsonbArray = PostgresType(oid: 3807)

    /// The first object id of types that were created after initdb: enums, domains over them, composites.
    static let firstUserDefined: UInt32 = 16_384

    private static let names: [UInt32: String] = [
        0: "inferred", 16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint",
        23: "integer", 25: "text", 26: "oid", 114: "json", 700: "real", 701: "double precision", 705: "unknown",
        1042: "char(n)", 1043: "varchar", 1082: "date", 1083: "time", 1114: "timestamp", 1184: "timestamptz",
        1186: "interval", 1700: "numeric", 2278: "void", 2950: "uuid", 3802: "jsonb", 1000: "boolean[]",
        1001: "bytea[]", 1005: "smallint[]", 1007: "integer[]", 1009: "text[]", 1016: "bigint[]", 1021: "real[]",
        1022: "double precision[]", 1185: "timestamptz[]", 1231: "numeric[]", 2951: "uuid[]", 3807: "jsonb[]",
    ]

    /// The type's SQL name, or `type 12345` for one that is not built in.
    public var description: String { Self.names[oid] ?? "type \(oid)" }
}
