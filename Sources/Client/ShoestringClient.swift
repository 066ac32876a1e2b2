import FoundationEssentials
public import HTTPClient
import Vocabulary
import Wire

/// The REST API, version 1, as typed calls.
///
/// Every call throws ``ClientError``. Calls that are safe to repeat are repeated as the policy says; a POST only with an idempotency
/// key, or when no connection came about.
public struct ShoestringClient: Sendable {
    /// Where the coordinator is.
    public let endpoint: Endpoint
    let http: HTTPClient
    let retries: RetryPolicy

    /// A client for one coordinator; copies share its connections.
    public init(_ endpoint: Endpoint, http: HTTPClient, retries: RetryPolicy = RetryPolicy()) {
        self.endpoint = endpoint
        self.http = http
        self.retries = retries
    }

    /// The same client with another policy, as ``RetryPolicy/never`` where the caller repeats by itself.
    public func retrying(_ policy: RetryPolicy) -> ShoestringClient {
        ShoestringClient(endpoint, http: http, retries: policy)
    }

    /// A key that makes a POST repeatable: 128 random bits.
    public static func newIdempotencyKey() -> String { RunID().description }

    func get<Answer: Decodable>(
        _ path: String, query: [(String, String?)] = [], as type: Answer.Type = Answer.self
    ) async throws(ClientError) -> Answer {
        let response = try await send(HTTPRequest(.get, address(path, query)))
        return try decode(response, path)
    }

    func post<Answer: Decodable>(
        _ path: String, _ body: (any Encodable & Sendable)?, key: String? = nil, timeout: Duration = .seconds(30),
        as type: Answer.Type = Answer.self
    ) async throws(ClientError) -> Answer {
        let response = try await send(try postRequest(path, body, key: key, timeout: timeout))
        return try decode(response, path)
    }

    func postRequest(
        _ path: String, _ body: (any Encodable & Sendable)?, key: String? = nil, timeout: Duration = .seconds(30)
    ) throws(ClientError) -> HTTPRequest {
        var request = HTTPRequest(.post, address(path))
        if let body {
            do {
                request.body = .bytes(try WireCoding.encoder().encode(body))
            } catch {
                throw .notUnderstood(path: path, reason: "the request cannot be encoded: \(error)")
            }
            request.headers.append(HTTPField("Content-Type", "application/json"))
        }
        if let key { request.headers.append(HTTPField("Idempotency-Key", key)) }
        request.timeouts.total = timeout
        return request
    }

    func address(_ path: String, _ query: [(String, String?)] = []) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }
        return endpoint.url + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Sends and repeats; the answer's status is 200…299.
    func send(_ request: HTTPRequest) async throws(ClientError) -> HTTPResponse {
        var request = request
        if let token = endpoint.token { request.authorization = .bearer(token.secret) }
        request.headers.append(HTTPField("Accept", "application/json"))
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
            let decision = retries.decision(
                after: tries, outcome: outcome, isRepeatable: request.isRepeatable, using: &generator)
            guard case .retry(let pause) = decision else { return try Self.accept(result) }
            do {
                try await Task.sleep(for: pause)
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

    private static func accept(_ result: Result<HTTPResponse, HTTPError>) throws(ClientError) -> HTTPResponse {
        switch result {
        case .failure(let error): throw ClientError(error)
        case .success(let response):
            if (200...299).contains(response.status) { return response }
            do {
                let body = try WireCoding.decoder().decode(ErrorBody.self, from: response.body)
                throw ClientError.refused(status: response.status, body.error)
            } catch let error as ClientError {
                throw error
            } catch {
                throw .foreignAnswer(
                    status: response.status, excerpt: String(decoding: response.body.prefix(200), as: UTF8.self))
            }
        }
    }

    func decode<Answer: Decodable>(_ response: HTTPResponse, _ path: String) throws(ClientError) -> Answer {
        do {
            return try WireCoding.decoder().decode(Answer.self, from: response.body)
        } catch {
            throw .notUnderstood(path: path, reason: Self.reason(of: error))
        }
    }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return String(describing: error) }
        let context: DecodingError.Context
        var what: String?
        switch error {
        case .keyNotFound(let key, let at):
            context = at
            what = "\(key.stringValue) is missing"
        case .typeMismatch(_, let at), .valueNotFound(_, let at), .dataCorrupted(let at): context = at
        @unknown default: return String(describing: error)
        }
        let place = context.codingPath.map(\.stringValue).joined(separator: ".")
        return (place.isEmpty ? "" : place + ": ") + (what ?? context.debugDescription)
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
    static func escaped(_ text: String) -> String {
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
}
