import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import Vocabulary
import Wire
import Workflow

/// The largest JSON body that is read, in bytes; a result with its samples is far below it.
let largestJSONBody = 32 * 1024 * 1024

/// The largest body of a request that people write, in bytes.
let largestSubmission = 1024 * 1024

extension Request {
    /// The body as JSON.
    ///
    /// - Throws: ``ErrorBody`` when it is too large or not declared as JSON, ``InvalidInput`` when it is not JSON.
    func json(atMost limit: Int) async throws -> JSONValue { try JSONValue(parsing: try await bytes(atMost: limit)) }

    /// The body decoded as `type`; complaints name the field.
    func decode<Body: Decodable>(_ type: Body.Type, atMost limit: Int = largestJSONBody) async throws -> Body {
        let bytes = try await bytes(atMost: limit)
        do {
            return try WireCoding.decoder().decode(type, from: bytes)
        } catch let error as DecodingError {
            throw InvalidInput(error)
        }
    }

    private func bytes(atMost limit: Int) async throws -> Data {
        let mediaType = headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
        guard mediaType?.lowercased() == "application/json" else {
            throw ErrorBody(.unsupportedMediaType, "send Content-Type: application/json")
        }
        try refuse(above: limit)
        return Data(buffer: try await body.collect(upTo: limit))
    }

    /// Refuses a body by its announced length, before reading it.
    func refuse(above limit: Int) throws {
        guard let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit else { return }
        throw ErrorBody(.tooLarge, "the body has \(announced) bytes; this path takes at most \(limit)")
    }

    /// The request's idempotency key, bound to what it asks for.
    func idempotencyKey(of principal: Principal, body: JSONValue) throws -> IdempotencyKey? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = headers[name] else { return nil }
        return try IdempotencyKey(
            owner: principal.token, key: key, request: Data("\(method) \(uri.path)\n".utf8) + body.canonicalData())
    }
}

extension InvalidInput {
    /// The complaint of a decoder, with the field's path.
    init(_ error: DecodingError) {
        func path(_ keys: [any CodingKey]) -> String {
            keys.reduce("") { path, key in
                if let index = key.intValue { return path + "[\(index)]" }
                return path.isEmpty ? key.stringValue : path + "." + key.stringValue
            }
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(field: path(context.codingPath + [key]), expected: "there")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self.init(field: path(context.codingPath), expected: "of the type \(type)")
        case .dataCorrupted(let context):
            if let input = context.underlyingError as? InvalidInput {
                let place = path(context.codingPath)
                self = place.isEmpty ? input : input.under(place)
            } else {
                self.init(field: path(context.codingPath), expected: "valid: \(context.debugDescription)")
            }
        @unknown default:
            self.init(field: "", expected: "a JSON document of this path's form")
        }
    }
}

/// The query parameters of a request, read strictly.
struct QueryReader {
    private let values: [Substring: Substring]
    private var known: Set<String> = []
    private var complaints: [InvalidField] = []

    init(_ request: Request) {
        values = Dictionary(request.uri.queryParameters.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    mutating func string(_ name: String) -> String? {
        known.insert(name)
        guard let value = values[Substring(name)], !value.isEmpty else { return nil }
        let text = String(value)
        guard text.isPlain(atMost: 1000) else {
            complaints.append(
                InvalidField(field: name, expected: "text of at most 1000 characters without control characters"))
            return nil
        }
        return text
    }

    mutating func integer<Number: FixedWidthInteger>(_ name: String, in range: ClosedRange<Number>) -> Number? {
        read(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Number($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        read(name, expected: "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")) { Choice(rawValue: $0) }
    }

    mutating func read<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = string(name) else { return nil }
        if let value = parse(text) { return value }
        complaints.append(InvalidField(field: name, expected: expected, received: text))
        return nil
    }

    func finish() throws(InvalidInput) {
        var complaints = complaints
        for name in values.keys.sorted() where !known.contains(String(name)) {
            complaints.append(
                InvalidField(
                    field: String(name), expected: "one of the parameters \(known.sorted().joined(separator: ", "))",
                    received: "an unknown parameter"))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
    }
}

extension CoordinatorContext {
    /// A number in the path.
    func identifier<Subject>(_ name: String, of type: Subject.Type) throws -> Identifier<Subject> {
        guard let text = parameters.get(name), let value = Int64(text), value >= 0 else {
            throw ErrorBody(
                InvalidInput(field: name, expected: "a whole number", received: parameters.get(name)))
        }
        return Identifier(value)
    }

    /// The attempt that the path names.
    func attempt() throws -> AttemptID {
        guard let text = parameters.get("attempt"), let number = Int32(text), number > 0 else {
            throw ErrorBody(
                InvalidInput(field: "attempt", expected: "a whole number from 1", received: parameters.get("attempt")))
        }
        return AttemptID(job: try identifier("job", of: Job.self), number: number)
    }

    /// The run that the path names.
    func run() throws -> RunID {
        guard let text = parameters.get("run"), let id = RunID(text) else {
            throw ErrorBody(
                InvalidInput(field: "run", expected: "32 hexadecimal digits", received: parameters.get("run")))
        }
        return id
    }
}

/// Reads from a ledger and translates its error once.
func reading<LedgerType, Result>(
    _ ledger: LedgerType, _ work: (LedgerType) async throws(LedgerError) -> Result
) async throws(WorkflowError) -> Result {
    do {
        return try await work(ledger)
    } catch {
        throw WorkflowError(error)
    }
}
