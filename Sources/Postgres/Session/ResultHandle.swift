import CLibpq

/// A `PGresult`, freed once.
///
/// `@unchecked Sendable`: libpq's documentation (34.20) says that a PGresult is read-only after its creation and may be
/// passed around freely between threads; this type offers no call that writes.
@safe struct ResultHandle: ~Copyable, @unchecked Sendable {
    private let pointer: OpaquePointer

    private init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe PQclear(pointer) }

    /// Takes over the next result of a connection, nil where there is none.
    static func next(of connection: borrowing ConnectionHandle) -> ResultHandle? {
        guard let pointer = unsafe PQgetResult(connection.pointer) else { return nil }
        return unsafe ResultHandle(adopting: pointer)
    }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }
    var rowCount: Int { Int(unsafe PQntuples(pointer)) }
    var columnCount: Int { Int(unsafe PQnfields(pointer)) }
    var commandTag: String { unsafe String(cString: PQcmdStatus(pointer)) }
    var affectedRows: Int { Int(unsafe String(cString: PQcmdTuples(pointer))) ?? 0 }

    func columns() -> [Rows.Column] {
        (0..<Int32(columnCount)).map { index in
            Rows.Column(
                name: unsafe String(cString: PQfname(pointer, index)),
                type: PostgresType(oid: unsafe PQftype(pointer, index)))
        }
    }

    func isNull(row: Int, column: Int) -> Bool { unsafe PQgetisnull(pointer, Int32(row), Int32(column)) == 1 }

    /// Reads one value in place.
    func withValue<Value>(
        row: Int, column: Int, _ body: (RawSpan) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value {
        let length = Int(unsafe PQgetlength(pointer, Int32(row), Int32(column)))
        let start = unsafe PQgetvalue(pointer, Int32(row), Int32(column))
        let buffer = unsafe UnsafeRawBufferPointer(start: start, count: length)
        return try body(unsafe buffer.bytes)
    }

    func serverError(statementName: String) -> ServerError {
        func field(_ code: UnicodeScalar) -> String? {
            guard let text = unsafe PQresultErrorField(pointer, Int32(code.value)) else { return nil }
            return unsafe String(cString: text)
        }
        // The codes are the PG_DIAG_* macros of postgres_ext.h, which are character constants.
        let message = unsafe field("M") ?? String(cString: PQresultErrorMessage(pointer))
        return ServerError(
            sqlState: SQLState(field("C") ?? ""), severity: field("V") ?? field("S") ?? "ERROR",
            message: message.split(separator: "\n").joined(separator: " "), detail: field("D"), hint: field("H"),
            constraint: field("n"), table: field("t"), column: field("c"), position: field("P").flatMap { Int($0) },
            statementName: statementName)
    }
}
