/// What a file of a run is good for.
public enum ArtifactKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A network that can be run: an ONNX file. Other jobs name it `run:<run id>`.
    case model
    /// Values of a network's parameters: safetensors or a torch state dictionary. Other jobs name them `run:<run id>`.
    case weights
    /// Where an attempt stood at a step; the next attempt goes on from the latest one.
    case checkpoint
    /// Numbers, tables, texts.
    case data
    /// A picture or the specification of one.
    case figure
    /// Anything else.
    case other
}

/// A file that an attempt made, as runner and agent speak of it: in the scratch folder at first, stored on the coordinator after that.
public struct RunArtifact: Hashable, Sendable {
    /// Its name in the run.
    public let name: ArtifactName
    /// What it is good for.
    public let kind: ArtifactKind
    /// The training step that it belongs to; a checkpoint has one, from 0.
    public let step: Int64?
    /// Where the runner put it: below the scratch folder, absolute or relative to it. Only between runner and agent.
    public let path: String?
    /// The SHA-256 of its bytes, once it is stored: 64 lower-case hexadecimal digits.
    public let sha256: String?
    /// Its size in bytes, once it is stored.
    public let byteCount: Int64?

    /// The most artifacts that a run may have.
    public static let maximumCount = 200
    /// The largest file, in bytes: 2 GiB, where ONNX itself ends.
    public static let largestFile: Int64 = 2 << 30

    /// A file of a runner.
    ///
    /// - Parameters:
    ///   - name: A relative path, as ``ArtifactName`` describes.
    ///   - path: Where it is: below the scratch folder.
    ///   - step: The training step; needed for a checkpoint.
    /// - Throws: ``InvalidInput`` about `name`, `path` or `step`.
    public init(name: String, kind: ArtifactKind, path: String, step: Int64? = nil) throws(InvalidInput) {
        guard path.isPlain(atMost: 4096) else {
            throw InvalidInput(field: "path", expected: "a path below the scratch folder", received: path)
        }
        try self.init(name, kind, step, path: path, sha256: nil, byteCount: nil)
    }

    /// A stored file.
    ///
    /// - Parameters:
    ///   - name: A relative path, as ``ArtifactName`` describes.
    ///   - sha256: The SHA-256 of its bytes.
    ///   - byteCount: Its size in bytes, from 1.
    ///   - step: The training step; needed for a checkpoint.
    /// - Throws: ``InvalidInput`` about `name`, `sha256`, `byte_count` or `step`.
    public init(
        name: String, kind: ArtifactKind, sha256: String, byteCount: Int64, step: Int64? = nil
    ) throws(InvalidInput) {
        try self.init(name, kind, step, path: nil, sha256: sha256, byteCount: byteCount)
    }

    private init(
        _ name: String, _ kind: ArtifactKind, _ step: Int64?, path: String?, sha256: String?, byteCount: Int64?
    ) throws(InvalidInput) {
        guard let valid = ArtifactName(name) else {
            throw InvalidInput(field: "name", expected: ArtifactName.expectation, received: name)
        }
        if let step, step < 0 {
            throw InvalidInput(field: "step", expected: "a whole number from 0", received: String(step))
        }
        guard kind != .checkpoint || step != nil else {
            throw InvalidInput(field: "step", expected: "a whole number from 0: a checkpoint has one")
        }
        if let sha256, !FileDigestText.isValid(sha256) {
            throw InvalidInput(field: "sha256", expected: FileDigestText.expectation, received: sha256)
        }
        if let byteCount, !(1...Self.largestFile).contains(byteCount) {
            throw InvalidInput(
                field: "byte_count", expected: "a whole number from 1 to \(Self.largestFile)",
                received: String(byteCount))
        }
        self.name = valid
        self.kind = kind
        self.step = step
        self.path = path
        self.sha256 = sha256
        self.byteCount = byteCount
    }
}

extension RunArtifact: Codable {
    enum CodingKeys: String, CodingKey {
        case name, kind, step, path, sha256
        case byteCount = "byte_count"
    }

    /// Decodes and checks.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                try container.decode(String.self, forKey: .name),
                try container.decode(ArtifactKind.self, forKey: .kind),
                try container.decodeIfPresent(Int64.self, forKey: .step),
                path: try container.decodeIfPresent(String.self, forKey: .path),
                sha256: try container.decodeIfPresent(String.self, forKey: .sha256),
                byteCount: try container.decodeIfPresent(Int64.self, forKey: .byteCount))
        } catch let error as InvalidInput {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }
}

/// The text form of a SHA-256.
public enum FileDigestText {
    /// What a valid text looks like.
    public static let expectation = "the SHA-256 of a stored file, 64 lower-case hexadecimal digits"

    /// Whether it is 64 lower-case hexadecimal digits.
    public static func isValid(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
