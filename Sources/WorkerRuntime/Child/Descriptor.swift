import CChild
import Glibc

/// A file descriptor that is closed once; −1 stands for none, which `poll` ignores.
struct Descriptor: ~Copyable {
    private(set) var number: Int32

    init(adopting number: Int32) { self.number = number }

    deinit {
        if number >= 0 { close(number) }
    }

    /// Closes it before its time.
    mutating func shut() {
        if number >= 0 { close(number) }
        number = -1
    }

    /// A pipe's two ends, neither inherited by children.
    static func pipe() throws(ChildError) -> PipeEnds {
        var ends: [Int32] = [0, 0]
        let code = unsafe ends.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return EFAULT }
            return unsafe shoestring_pipe(base)
        }
        guard code == 0 else { throw ChildError.system(call: "pipe2", code: code) }
        return PipeEnds(reading: Descriptor(adopting: ends[0]), writing: Descriptor(adopting: ends[1]))
    }

    /// Reads and writes return at once from now on.
    func makeNonBlocking() throws(ChildError) {
        guard fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) == 0 else {
            throw ChildError.system(call: "fcntl", code: errno)
        }
    }

    /// What a read or write came to.
    enum Transfer: Equatable {
        case count(Int)
        case wouldBlock
        case ended
    }

    /// Reads what is there into `buffer`.
    func read(into buffer: inout [UInt8]) -> Transfer {
        while number >= 0 {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
            if count > 0 { return .count(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .ended
            }
        }
        return .ended
    }

    /// Writes as much as fits.
    func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
        while number >= 0 {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count >= 0 { return .count(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .ended
            }
        }
        return .ended
    }
}

/// The ends of a pipe.
struct PipeEnds: ~Copyable {
    var reading: Descriptor
    var writing: Descriptor

    consuming func takeReading() -> Descriptor { reading }
    consuming func takeWriting() -> Descriptor { writing }
}

/// Why a child could not be started or fed.
public enum ChildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A call of the system failed, with its errno.
    case system(call: String, code: Int32)
    /// No thread could be started to watch it.
    case noThread

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .system(let call, let code): "\(call): \(unsafe String(cString: strerror(code)))"
        case .noThread: "the system gave no thread"
        }
    }
}
