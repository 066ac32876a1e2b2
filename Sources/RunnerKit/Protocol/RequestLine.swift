import FoundationEssentials
import Glibc
import Vocabulary

/// The one line that an agent writes to a runner.
enum RequestLine {
    /// A request is some hundred bytes; a line longer than this is not one.
    static let longest = 1 << 20

    /// Reads up to the first line feed.
    ///
    /// - Returns: The line without its line feed; `nil` when the input ended before one came.
    /// - Throws: ``AttemptFailure`` with code `agent` when no line feed came within ``longest`` bytes.
    static func read(from descriptor: Int32) throws(AttemptFailure) -> Data? {
        var line = Data()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while line.count <= longest {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            if let end = buffer[..<count].firstIndex(of: 0x0A) {
                line.append(contentsOf: buffer[..<end])
                return line
            }
            line.append(contentsOf: buffer[..<count])
        }
        throw AttemptFailure(code: .agent, message: "the request is longer than \(longest) bytes")
    }

    /// Understands a request.
    ///
    /// - Throws: ``AttemptFailure``: `unsupported` for another version of the protocol, `agent` for anything else.
    static func decode(_ line: Data) throws(AttemptFailure) -> RunnerRequest {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: line)
        } catch {
            throw AttemptFailure(code: .agent, message: "the request is not understood: \(error)")
        }
        guard case .integer(let version)? = document["protocol"] else {
            throw AttemptFailure(code: .agent, message: "the request has no whole number in protocol")
        }
        guard version == RunnerRequest.protocolVersion else {
            let message = "the agent speaks protocol \(version), this runner \(RunnerRequest.protocolVersion)"
            throw AttemptFailure(code: .unsupported, message: message)
        }
        do {
            return try JSONDecoder().decode(RunnerRequest.self, from: line)
        } catch {
            throw AttemptFailure(code: .agent, message: "the request is not understood: \(reason(of: error))")
        }
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): return "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
        default: return String(describing: error)
        }
    }
}
