/// The name of a file that a run has: a relative path such as `model.onnx` or `checkpoints/step-100.ckpt`.
///
/// Names are valid paths of MLflow's artifacts and safe in addresses and file systems: parts of letters, digits and `_ . - + =`, divided
/// by `/`; no part is empty or begins with a dot.
public struct ArtifactName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The path.
    public let description: String

    /// What a valid name looks like.
    public static let expectation = """
        a relative path of at most 250 characters in at most 10 parts, each of letters, digits and _ . - + = and none beginning \
        with a dot, as checkpoints/step-100.ckpt
        """

    /// Reads a name; `nil` for anything that ``expectation`` does not describe.
    public init?(_ text: some StringProtocol) {
        guard (1...250).contains(text.utf8.count) else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 10, parts.allSatisfy({ Self.isPart($0) }) else { return nil }
        description = String(text)
    }

    /// What follows the last dot of the last part, in lower case; `nil` without one.
    public var fileExtension: String? {
        let last = lastPart
        guard let dot = last.lastIndex(of: ".") else { return nil }
        return last[last.index(after: dot)...].lowercased()
    }

    /// The last part.
    public var lastPart: Substring { description.split(separator: "/").last ?? "" }

    /// Whether this is a folder of the other name: both cannot exist.
    public func isFolder(of other: ArtifactName) -> Bool { other.description.hasPrefix(description + "/") }

    /// By the bytes of the text.
    public static func < (left: ArtifactName, right: ArtifactName) -> Bool { left.description < right.description }

    private static func isPart(_ part: some Collection<UInt8>) -> Bool {
        guard let first = part.first, first != UInt8(ascii: ".") else { return false }
        return part.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                || "_.-+=".utf8.contains(byte)
        }
    }
}

extension ArtifactName: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let name = ArtifactName(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "an artifact's name is \(Self.expectation), not \(text.prefix(80))")
        }
        self = name
    }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
