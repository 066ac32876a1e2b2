public import FoundationEssentials

/// One request: what is asked for, with what, and how long it may take.
public struct HTTPRequest: Sendable, Hashable {
    /// A method of HTTP.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Looks.
        case get = "GET"
        /// Looks for the head alone.
        case head = "HEAD"
        /// Asks for something to be done; doing it twice may matter.
        case post = "POST"
        /// Stores.
        case put = "PUT"
        /// Removes.
        case delete = "DELETE"

        /// Whether sending it twice has the effect of sending it once (RFC 9110, section 9.2.2).
        public var isIdempotent: Bool { self != .post }
    }

    /// What is sent along.
    public enum Body: Sendable, Hashable {
        /// Nothing.
        case none
        /// These bytes.
        case bytes(Data)
        /// The bytes of the file at this path, read while they are sent.
        case file(path: String)
    }

    /// Who is asking.
    public enum Authorization: Sendable, Hashable {
        /// Nobody in particular.
        case none
        /// The holder of a token.
        case bearer(String)
        /// The owner of a key of AWS: the request is signed by libcurl when it is sent (AWS Signature Version 4).
        case signature(AWSSignature)
    }

    /// Where the answer's bytes go when the status is below 300; other answers are always kept in memory, at most 1 MiB of them.
    public enum Destination: Sendable, Hashable {
        /// Into the answer, at most so many bytes.
        case memory(limit: Int)
        /// Into a new file that must not exist yet (mode 0600), at most so many bytes. It is the caller's to remove on an error.
        case file(path: String, limit: Int64)
    }

    /// What is asked.
    public var method: Method
    /// The whole address, `http` or `https`.
    public var url: String
    /// Header fields besides those that follow from the rest.
    public var headers: [HTTPField]
    /// What is sent along.
    public var body: Body
    /// Who is asking.
    public var authorization: Authorization
    /// Where the answer goes.
    public var destination: Destination
    /// How long it may take.
    public var timeouts: Timeouts

    /// A request.
    public init(
        _ method: Method, _ url: String, headers: [HTTPField] = [], body: Body = .none,
        authorization: Authorization = .none, destination: Destination = .memory(limit: 64 << 20),
        timeouts: Timeouts = Timeouts()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.destination = destination
        self.timeouts = timeouts
    }

    /// Whether it may be sent again after an answer that got lost: by its method, or because an `Idempotency-Key` lets the server
    /// recognise it.
    public var isRepeatable: Bool { method.isIdempotent || headers["Idempotency-Key"] != nil }

    /// How long the parts of a request may take.
    public struct Timeouts: Sendable, Hashable {
        /// Until the connection stands, TLS included.
        public var connect: Duration
        /// Until the answer is complete; `nil` for as long as bytes come.
        public var total: Duration?
        /// How long nothing may come or go; `nil` for a long poll, where silence is the rule.
        public var stall: Duration?

        /// Times that suit a small request.
        public init(connect: Duration = .seconds(5), total: Duration? = .seconds(30), stall: Duration? = nil) {
            self.connect = connect
            self.total = total
            self.stall = stall
        }
    }
}

/// One header field.
public struct HTTPField: Sendable, Hashable {
    /// Its name; case does not matter.
    public let name: String
    /// Its value.
    public let value: String

    /// A field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it can be sent as it is: a name of token characters (RFC 9110, section 5.6.2), a value without control characters.
    var isSendable: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            } && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}

extension Array where Element == HTTPField {
    /// The value of the first field of that name, whatever its case.
    public subscript(_ name: String) -> String? {
        first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// An answer.
public struct HTTPResponse: Sendable, Hashable {
    /// The status, 200…599.
    public let status: Int
    /// The header fields of the last answer (not of `100 Continue` or a proxy's).
    public let headers: [HTTPField]
    /// The bytes that came, unless they went to a file.
    public let body: Data
}
