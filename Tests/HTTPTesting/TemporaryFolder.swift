import FoundationEssentials
import Glibc
import Synchronization

/// A folder of its own below the system's temporary one; removed with the value.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes it.
    public init() throws {
        var template = Array("/tmp/shoestring-test-XXXXXX".utf8) + [0]
        let made = unsafe template.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe mkdtemp(base.assumingMemoryBound(to: CChar.self)) != nil
        }
        guard made else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast(), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes an executable file and returns its path.
    public func executable(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: file))
        guard unsafe chmod(file, 0o755) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return file
    }
}

/// Blocks a thread of the system (not one of Swift's) until the signal has been fired.
public func blockUntil(_ signal: Signal) {
    let semaphore = Semaphore()
    Task {
        await signal.wait()
        semaphore.post()
    }
    semaphore.wait()
}

/// A semaphore of the system.
///
/// `@unchecked Sendable`: sem_post and sem_wait are made for several threads; the memory is fixed until `deinit`.
@safe private final class Semaphore: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<sem_t>

    init() {
        unsafe handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        unsafe sem_init(handle, 0, 0)
    }

    deinit {
        unsafe sem_destroy(handle)
        unsafe handle.deallocate()
    }

    func post() { unsafe sem_post(handle) }
    func wait() { while unsafe sem_wait(handle) != 0, errno == EINTR {} }
}
