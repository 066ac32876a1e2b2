/// Which network a run is about: one of the zoo by name, an ONNX file that was stored on the coordinator, by its checksum, or the model
/// that another run made.
public enum ModelReference: Hashable, Sendable, CustomStringConvertible {
    /// A network of the zoo, as `resnet18`.
    case zoo(String)
    /// A stored ONNX file by the SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    case onnx(sha256: String)

    /// The model that a finished run made, as `run:<run id>`. Submitting replaces it by the file's checksum; no runner sees it.
    case run(RunID)

    /// What a valid text looks like.
    public static let expectation = """
        a model's name such as resnet18, onnx: followed by the SHA-256 of a stored file, or run: followed by a run's identity
        """

    /// Reads `resnet18`, `onnx:<sha256>` or `run:<run id>`; `nil` for anything else. Whether the zoo has the name is the catalogue's to say.
    public init?(_ text: String) {
        if text.hasPrefix("onnx:") {
            let digest = text.dropFirst(5)
            guard digest.utf8.count == 64, digest.utf8.allSatisfy({ Self.digits.contains($0) }) else { return nil }
            self = .onnx(sha256: String(digest))
        } else if text.hasPrefix("run:") {
            guard let run = RunID(text.dropFirst(4)) else { return nil }
            self = .run(run)
        } else {
            guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ Self.nameBytes.contains($0) }) else {
                return nil
            }
            self = .zoo(text)
        }
    }

    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .zoo(let name): name
        case .onnx(let sha256): "onnx:" + sha256
        case .run(let id): "run:" + id.description
        }
    }

    /// A short name for people, as `resnet18` or `onnx:0a1b2c3d`.
    public var title: String {
        switch self {
        case .zoo(let name): name
        case .onnx(let sha256): "onnx:" + sha256.prefix(8)
        case .run(let id): "run:" + id.description.prefix(8)
        }
    }

    private static let digits = Set("0123456789abcdef".utf8)
    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789_.-".utf8)
}

extension ModelReference: Codable {
    /// Decodes the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let reference = ModelReference(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected \(Self.expectation)")
        }
        self = reference
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
