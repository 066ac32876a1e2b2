import CLibpq
import Dispatch

/// A `PGcancel`, freed once: asks the server, over a connection of its own, to end what a session is doing.
///
/// `@unchecked Sendable`: libpq's documentation (34.7) makes PQcancel safe from any thread beside the connection's use,
/// since a PGcancel is a read-only copy of what it needs.
@safe final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// nil when the connection is broken.
    init?(for connection: borrowing ConnectionHandle) {
        guard let pointer = unsafe PQgetCancel(connection.pointer) else { return nil }
        unsafe self.pointer = unsafe pointer
    }

    deinit { unsafe PQfreeCancel(pointer) }

    /// Sends the request from another thread: on a network that swallows packets PQcancel can block for minutes.
    func send() {
        DispatchQueue.global(qos: .utility).async { [self] in
            // What it says does not matter: the session is dropped when no answer comes.
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                _ = unsafe PQcancel(pointer, buffer.baseAddress, 256)
            }
        }
    }
}
