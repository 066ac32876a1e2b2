public import FoundationEssentials
import Glibc
import Synchronization

/// A small HTTP/1.1 server on a port of the loopback interface, for tests: a thread for each connection, a closure for each request.
public final class LoopbackServer: Sendable {
    /// What came.
    public struct Request: Sendable {
        /// The method.
        public let method: String
        /// Path and query.
        public let target: String
        /// Names in lower case.
        public let headers: [String: String]
        /// The body.
        public let body: Data
        /// Which connection it came on, from 1.
        public let connection: Int

        /// A request that came, or one made up.
        public init(method: String, target: String, headers: [String: String], body: Data, connection: Int) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
            self.connection = connection
        }
    }

    /// What goes back.
    public struct Answer: Sendable {
        /// The status.
        public var status: Int
        /// Further header fields.
        public var headers: [String: String]
        /// The body.
        public var body: Data
        /// Close the connection instead of answering.
        public var hangsUp = false
        /// Announce the whole body and close the connection after so many bytes of it.
        public var breaksOffAfter: Int?

        /// An answer.
        public init(_ status: Int = 200, headers: [String: String] = [:], body: Data = Data()) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// An answer with text.
        public init(_ status: Int = 200, headers: [String: String] = [:], text: String) {
            self.init(status, headers: headers, body: Data(text.utf8))
        }

        /// No answer: the connection is closed.
        public static var hangUp: Answer {
            var answer = Answer()
            answer.hangsUp = true
            return answer
        }
    }

    private let listener: Int32
    private let recorded = Mutex<[Request]>([])
    private let connections = Mutex(0)

    /// The port that the system chose.
    public let port: Int

    /// Its address.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Everything that came.
    public var requests: [Request] { recorded.withLock { $0 } }

    /// How many connections were accepted.
    public var connectionCount: Int { connections.withLock { $0 } }

    /// Listens and answers each request by `answer`, which may block its connection.
    public init(_ answer: @escaping @Sendable (Request) -> Answer) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(listener >= 0, "no socket")
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(unsafe bind(listener, pointer, length) == 0, "no port")
                precondition(unsafe getsockname(listener, pointer, &length) == 0)
            }
        }
        precondition(listen(listener, 512) == 0)
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        TestThread.start { [self] in acceptLoop(answer) }
    }

    /// Stops accepting; open connections end with their clients.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptLoop(_ answer: @escaping @Sendable (Request) -> Answer) {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let number = connections.withLock { count in
                count += 1
                return count
            }
            TestThread.start { [self] in serve(socket, number, answer) }
        }
        close(listener)
    }

    private func serve(_ socket: Int32, _ number: Int, _ answer: @Sendable (Request) -> Answer) {
        var stream = ByteStream(socket: socket)
        defer { close(socket) }
        while let request = stream.nextRequest(number) {
            recorded.withLock { $0.append(request) }
            let answer = answer(request)
            if answer.hangsUp { return }
            var head = "HTTP/1.1 \(answer.status) Status\r\nContent-Length: \(answer.body.count)\r\n"
            for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
            var bytes = Array((head + "\r\n").utf8)
            if let count = answer.breaksOffAfter {
                _ = stream.send(bytes + answer.body.prefix(count))
                return
            }
            if request.method != "HEAD" { bytes += answer.body }
            guard stream.send(bytes) else { return }
        }
    }
}

/// Reads requests from a connection.
private struct ByteStream {
    let socket: Int32
    var buffer: [UInt8] = []

    mutating func nextRequest(_ connection: Int) -> LoopbackServer.Request? {
        let marker = Array("\r\n\r\n".utf8)
        var headEnd = buffer.firstRange(of: marker)
        while headEnd == nil {
            guard fill() else { return nil }
            headEnd = buffer.firstRange(of: marker)
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < headEnd.upperBound + length {
            guard fill() else { return nil }
        }
        let body = Data(buffer[headEnd.upperBound..<headEnd.upperBound + length])
        buffer.removeFirst(headEnd.upperBound + length)
        return LoopbackServer.Request(
            method: String(words[0]), target: String(words[1]), headers: headers, body: body, connection: connection)
    }

    private mutating func fill() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// A thread of the system.
enum TestThread {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        precondition(code == 0, "no thread")
        pthread_detach(thread)
    }
}
