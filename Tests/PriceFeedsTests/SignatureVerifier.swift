import Checksum
import Foundation
import HTTPTesting

/// Verifies AWS Signature Version 4 from the specification alone ("Create a signed AWS API request", AWS General Reference, steps 1 to 4), as
/// AWS does with what came over the wire.
struct SignatureVerifier {
    let accessKeyID: String
    let secret: String
    let region: String
    let service: String

    enum Verdict: Error, Equatable {
        case missing(String)
        case wrong(String)
    }

    /// Throws unless the signature is right and covers host, date and what else starts with `x-amz-`.
    func verify(_ request: LoopbackServer.Request) throws {
        guard let authorization = request.headers["authorization"] else { throw Verdict.missing("Authorization") }
        guard let date = request.headers["x-amz-date"], date.count == 16 else { throw Verdict.missing("X-Amz-Date") }
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let pattern = /AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})/
        guard let match = authorization.wholeMatch(of: pattern) else { throw Verdict.wrong("form") }
        guard match.output.1 == "\(accessKeyID)/\(scope)" else { throw Verdict.wrong("credential") }
        let names = match.output.2.split(separator: ";").map(String.init)
        guard names == names.sorted(), names.contains("host") else { throw Verdict.wrong("signed headers") }
        for name in request.headers.keys where name.hasPrefix("x-amz-") && !names.contains(name) {
            throw Verdict.wrong("\(name) is not signed")
        }
        let fields = try names.map { name in
            guard let value = request.headers[name] else { throw Verdict.missing(name) }
            return "\(name):\(value.split(separator: " ").joined(separator: " "))\n"
        }
        // Step 1: method, path, query, headers, signed headers, hash of the body.
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let canonical = [
            request.method, String(parts[0]), parts.count > 1 ? String(parts[1]) : "", fields.joined(),
            names.joined(separator: ";"), try SHA256.of(request.body),
        ].joined(separator: "\n")
        // Step 2 and 3.
        let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(try SHA256.of(Data(canonical.utf8)))"
        var key = Data("AWS4\(secret)".utf8)
        for part in [String(date.prefix(8)), region, service, "aws4_request"] {
            key = try Self.hmac(key: key, Data(part.utf8))
        }
        let signature = try Self.hmac(key: key, Data(toSign.utf8)).map { String(format: "%02x", $0) }.joined()
        guard signature == match.output.3 else { throw Verdict.wrong("signature") }
    }

    /// RFC 2104 over SHA-256, whose block has 64 bytes.
    static func hmac(key: Data, _ message: Data) throws -> Data {
        var block = key.count > 64 ? try bytes(SHA256.of(key)) : key
        block += Data(repeating: 0, count: 64 - block.count)
        let inner = try bytes(SHA256.of(Data(block.map { $0 ^ 0x36 }) + message))
        return try bytes(SHA256.of(Data(block.map { $0 ^ 0x5c }) + inner))
    }

    private static func bytes(_ hexadecimal: String) -> Data {
        let digits = Array(hexadecimal)
        return Data(
            stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) })
    }
}
