import CLibpq
import Foundation

/// A `PGconn`, finished once.
///
/// `@unchecked Sendable`: libpq's documentation (34.20) allows any thread to use a PGconn as long as no two do at once;
/// a non-copyable value has one owner, here an actor or a listening thread, and every call goes through it.
@safe struct ConnectionHandle: ~Copyable, @unchecked Sendable {
    let pointer: OpaquePointer

    private init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe PQfinish(pointer) }

    /// Connects, blocking the calling thread for up to the configured time.
    static func open(_ configuration: PostgresConfiguration) throws(PostgresError) -> ConnectionHandle {
        let scrubber = try PasswordScrubber(configuration.connectionString)
        let keywords = configuration.keywords
        let opened = unsafe withCStrings(keywords.map(\.0)) { names in
            unsafe withCStrings(keywords.map(\.1)) { values in unsafe PQconnectdbParams(names, values, 1) }
        }
        guard let opened = unsafe opened else { throw .connection("libpq is out of memory") }
        let connection = unsafe ConnectionHandle(adopting: opened)
        guard connection.isAlive else { throw .connection(scrubber.scrub(connection.message)) }
        // Without one, libpq prints notices on standard error.
        unsafe PQsetNoticeReceiver(connection.pointer, { _, _ in }, nil)
        guard unsafe PQsetnonblocking(connection.pointer, 1) == 0 else { throw .connection(connection.message) }
        return connection
    }

    var isAlive: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }
    var socket: Int32 { unsafe PQsocket(pointer) }
    var backendProcessID: Int32 { unsafe PQbackendPID(pointer) }
    var serverVersion: Int32 { unsafe PQserverVersion(pointer) }
    var transactionStatus: PGTransactionStatusType { unsafe PQtransactionStatus(pointer) }

    /// libpq's last message on one line. Holds no password: those are checked when the connection is opened.
    var message: String {
        unsafe String(cString: PQerrorMessage(pointer))
            .split(separator: "\n").map { $0.trimmingPrefix { $0 == "\t" || $0 == " " } }.joined(separator: "; ")
    }

    /// Takes in what has arrived. - Returns: whether the connection is still good.
    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 && isAlive }

    /// What a transaction handed over: 0 all sent, 1 more to send, -1 broken.
    func flush() -> Int32 { unsafe PQflush(pointer) }

    var isBusy: Bool { unsafe PQisBusy(pointer) == 1 }

    /// The oldest notification that has arrived.
    func nextNotification() -> (channel: String, payload: String, processID: Int32)? {
        guard let notify = unsafe PQnotifies(pointer) else { return nil }
        defer { unsafe PQfreemem(notify) }
        return unsafe (
            String(cString: notify.pointee.relname), String(cString: notify.pointee.extra), notify.pointee.be_pid
        )
    }

    /// What a wait on the socket ended with.
    enum Readiness {
        case timeout, readable, writable
    }

    /// Waits on the socket. The end of the connection counts as readable.
    func wait(forWriting: Bool, milliseconds: Int32) -> Readiness {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0), revents: 0)
        let count = unsafe poll(&descriptor, 1, milliseconds)
        guard count > 0, descriptor.revents != 0 else { return .timeout }
        return descriptor.revents & ~Int16(POLLOUT) != 0 ? .readable : .writable
    }
}

/// Calls `body` with a null-terminated array of C strings.
@unsafe func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    var storage: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(storage.count)
        storage.append(contentsOf: string.utf8.lazy.map { CChar(bitPattern: $0) })
        storage.append(0)
    }
    return unsafe storage.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { offset in
            unsafe buffer.baseAddress.map { unsafe $0 + offset }
        }
        unsafe pointers.append(nil)
        return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}
