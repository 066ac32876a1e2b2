/// The result of one statement. Values stay in libpq's memory until they are decoded.
public struct Rows: RandomAccessCollection, Sendable {
    /// A column of the result.
    public struct Column: Hashable, Sendable {
        /// Its name in the result.
        public let name: String
        /// Its type.
        public let type: PostgresType
    }

    /// The columns, found once per prepared statement and shared by its results.
    final class Shape: Sendable {
        let columns: [Column]
        let indices: [String: Int]

        init(columns: [Column]) {
            self.columns = columns
            indices = Dictionary(columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Shares one `PGresult` between the rows of a result.
    final class Storage: Sendable {
        let result: ResultHandle
        init(_ result: consuming ResultHandle) { self.result = result }
    }

    let storage: Storage
    let shape: Shape
    private let rowCount: Int

    init(adopting result: consuming ResultHandle, shape: Shape) {
        rowCount = result.rowCount
        storage = Storage(result)
        self.shape = shape
    }

    /// The columns in their order.
    public var columns: [Column] { shape.columns }
    /// How many rows were inserted, updated, deleted or returned.
    public var affectedRows: Int { storage.result.affectedRows }
    /// The command tag: `INSERT 0 1`, `COMMIT`, …
    public var command: String { storage.result.commandTag }

    /// 0
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { rowCount }
    /// A row.
    public subscript(position: Int) -> Row {
        precondition(position >= 0 && position < rowCount, "row \(position) of \(rowCount)")
        return Row(storage: storage, shape: shape, index: position)
    }

    /// Finds a column once, for many rows: `let id = try rows.column("id", as: Int64.self)`, then `try row[id]`.
    /// - Throws: ``PostgresError/decoding(_:)`` when there is none of that name.
    public func column<Value: PostgresDecodable>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> ColumnReader<Value> {
        ColumnReader(index: try shape.index(of: name, as: type))
    }
}

/// A column of one result, with the Swift type that it is read as.
public struct ColumnReader<Value: PostgresDecodable>: Sendable {
    let index: Int
}

/// A row of a result.
public struct Row: Sendable {
    let storage: Rows.Storage
    let shape: Rows.Shape
    let index: Int

    /// The value of a column. NULL is an error unless an optional is asked for.
    /// - Throws: ``PostgresError/decoding(_:)`` with column, expected and found type.
    public func decode<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try decode(at: try shape.index(of: column, as: type), as: type)
    }

    /// The value of a column that was found before with ``Rows/column(_:as:)`` of the same result.
    public subscript<Value: PostgresDecodable>(_ column: ColumnReader<Value>) -> Value {
        get throws(PostgresError) { try decode(at: column.index) }
    }

    /// The value of a column by its place, from 0.
    public func decode<Value: PostgresDecodable>(
        at column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard shape.columns.indices.contains(column) else {
            throw .decoding(
                DecodingMismatch(column: "#\(column)", expected: "\(Value.self)", found: "no such column", reason: nil))
        }
        do throws(DecodingFailure) {
            if storage.result.isNull(row: index, column: column) { return try Value.decodePostgresNull() }
            let found = shape.columns[column].type
            return try storage.result.withValue(row: index, column: column) { (bytes) throws(DecodingFailure) in
                try Value.decode(postgres: bytes, type: found)
            }
        } catch {
            throw .decoding(mismatch(error, Value.self, shape.columns[column]))
        }
    }

    private func mismatch<Value>(
        _ failure: DecodingFailure, _ type: Value.Type, _ column: Rows.Column
    ) -> DecodingMismatch {
        let expected = "\(Value.self)"
        let found = column.type.description
        return switch failure {
        case .null: DecodingMismatch(column: column.name, expected: expected, found: "NULL", reason: nil)
        case .type: DecodingMismatch(column: column.name, expected: expected, found: found, reason: nil)
        case .malformed(let reason):
            DecodingMismatch(column: column.name, expected: expected, found: found, reason: reason)
        }
    }
}

extension Rows.Shape {
    fileprivate func index<Value>(of name: String, as type: Value.Type) throws(PostgresError) -> Int {
        if let index = indices[name] { return index }
        let known = columns.map(\.name).joined(separator: ", ")
        throw .decoding(
            DecodingMismatch(
                column: name, expected: "\(Value.self)", found: "no such column", reason: "the columns are \(known)"))
    }
}
