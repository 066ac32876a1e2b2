import FoundationEssentials
public import HTTPClient
import Pricing

/// How much a feed takes and how long it waits.
public struct FeedLimits: Sendable, Hashable {
    /// Pages of one reading.
    public var pages: Int
    /// Bytes of one answer.
    public var bytesOfPage: Int
    /// Bytes of one reading.
    public var bytes: Int
    /// How long one answer may take.
    public var timeouts: HTTPRequest.Timeouts

    /// 200 pages of 32 MiB, 256 MiB in all, 60 s for an answer.
    public init(
        pages: Int = 200, bytesOfPage: Int = 32 << 20, bytes: Int = 256 << 20,
        timeouts: HTTPRequest.Timeouts = .init(connect: .seconds(10), total: .seconds(60), stall: .seconds(20))
    ) {
        self.pages = pages
        self.bytesOfPage = bytesOfPage
        self.bytes = bytes
        self.timeouts = timeouts
    }
}

/// Sends a feed's requests: with a time-out, again after a pause where that can help, and within limits.
public struct FeedTransport: Sendable {
    let http: HTTPClient
    let retries: RetryPolicy
    let limits: FeedLimits
    private let pause: @Sendable (Duration) async throws -> Void

    /// A transport.
    ///
    /// - Parameters:
    ///   - http: Sends.
    ///   - retries: When a request is sent again; 429 and 503 with the pause that `Retry-After` asks for. Feeds only read, so a POST may be
    ///     repeated too.
    ///   - limits: How much is taken.
    ///   - pause: Waits; tests do not.
    public init(
        http: HTTPClient, retries: RetryPolicy = RetryPolicy(maximumTries: 5, firstCeiling: .milliseconds(500)),
        limits: FeedLimits = FeedLimits(),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.http = http
        self.retries = retries
        self.limits = limits
        self.pause = pause
    }

    func send(_ request: HTTPRequest) async throws(PriceFeedFailure) -> Data {
        var request = request
        request.timeouts = limits.timeouts
        request.destination = .memory(limit: limits.bytesOfPage)
        var generator = SystemRandomNumberGenerator()
        var tries = 0
        while true {
            tries += 1
            let result = await once(request)
            let outcome: RetryPolicy.Outcome =
                switch result {
                case .success(let answer): .answer(status: answer.status, retryAfter: answer.retryAfter)
                case .failure(let error): .failure(error)
                }
            guard
                case .retry(let delay) = retries.decision(
                    after: tries, outcome: outcome, isRepeatable: true, using: &generator)
            else { return try Self.accept(result) }
            do {
                try await pause(delay)
            } catch {
                throw .cancelled
            }
        }
    }

    private func once(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        do throws(HTTPError) {
            return .success(try await http.send(request))
        } catch {
            return .failure(error)
        }
    }

    private static func accept(_ result: Result<HTTPResponse, HTTPError>) throws(PriceFeedFailure) -> Data {
        switch result {
        case .success(let answer):
            guard answer.status == 200 else {
                let excerpt = String(decoding: answer.body.prefix(300), as: UTF8.self)
                throw .refused(status: answer.status, excerpt: excerpt.filter { !$0.isNewline })
            }
            return answer.body
        case .failure(.cancelled): throw .cancelled
        case .failure(.tooLarge(let limit)): throw .limit(reason: "an answer has more than \(limit) bytes")
        case .failure(let error): throw .unreachable(reason: "\(error)")
        }
    }
}

/// Counts the pages of one reading and knows those that were there before.
struct PageCount {
    private let limits: FeedLimits
    private var pages = 0
    private var bytes = 0
    private var tokens: Set<String> = []

    init(_ limits: FeedLimits) { self.limits = limits }

    /// Takes a page; whether there is another one by its token, absent or empty at the end.
    mutating func next(_ page: Data, token: String?) throws(PriceFeedFailure) -> String? {
        pages += 1
        bytes += page.count
        guard bytes <= limits.bytes else { throw .limit(reason: "the pages have more than \(limits.bytes) bytes") }
        guard let token, !token.isEmpty else { return nil }
        guard tokens.insert(token).inserted else {
            throw .limit(reason: "page \(pages) names a page that was there before")
        }
        guard pages < limits.pages else { throw .limit(reason: "there are more than \(limits.pages) pages") }
        return token
    }
}

/// Texts in addresses and forms.
enum PercentEncoding {
    /// Everything but the unreserved characters of RFC 3986, section 2.3.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result.append("%")
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
    }

    /// `name=value&…`, the values encoded.
    static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\($0.name)=\(encoded($0.value))" }.joined(separator: "&")
    }
}

/// Times as the sources write them.
enum FeedTime {
    /// A time of ISO 8601 in UTC, with or without a fraction of a second.
    static func date(_ text: String) -> Date? {
        for fraction in [true, false] {
            do {
                return try Date.ISO8601FormatStyle(includingFractionalSeconds: fraction).parse(text)
            } catch {
                continue  // the other form
            }
        }
        return nil
    }

    /// To the second.
    static func text(_ date: Date) -> String { date.formatted(Date.ISO8601FormatStyle()) }

    /// Midnight UTC of a moment's day: since when a price holds whose source gives no time, so that a day has one quote.
    static func day(of date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
    }
}

/// Answers in JSON.
enum FeedJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws(PriceFeedFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw .notUnderstood(reason: reason(of: error))
        }
    }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
        case .typeMismatch(_, let at), .valueNotFound(_, let at), .dataCorrupted(let at):
            let place = at.codingPath.map(\.stringValue).joined(separator: ".")
            return place.isEmpty ? "it is not the JSON that was expected" : "\(place) has another form"
        @unknown default: return "it is not the JSON that was expected"
        }
    }
}
