import CChild
import Glibc
import HTTPClient

/// The wish that this process should end: SIGTERM, SIGINT, SIGHUP.
public enum StopSignals {
    /// The numbers of the signals as they come. The second one ends the process at once, with 128 plus its number, as a shell would say.
    ///
    /// - Throws: ``ChildError`` when they cannot be watched. Call it once a process.
    public static func watch() throws(ChildError) -> AsyncStream<Int32> {
        let number = shoestring_watch_signals()
        guard number >= 0 else { throw .system(call: "sigaction", code: errno) }
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let started = SystemThread.start {
            let pipe = Descriptor(adopting: number)
            var count = 0
            var buffer: [UInt8] = [0]
            while case .count = pipe.read(into: &buffer) {
                count += 1
                if count > 1 { _exit(128 + Int32(buffer[0])) }
                continuation.yield(Int32(buffer[0]))
            }
        }
        guard started else { throw .noThread }
        return stream
    }
}
