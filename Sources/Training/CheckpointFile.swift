import Checksum
public import FoundationEssentials
import Glibc

/// Everything that a training needs to go on elsewhere, in one file that is whole or not there.
///
/// Layout: the line `SHOESTRING CHECKPOINT 1`, a line with the length of the header in bytes, the header (JSON: `state` and a list
/// of tensors), the tensors one after another, and the SHA-256 of all that in 64 hexadecimal digits.
public struct CheckpointFile: Hashable, Sendable {
    /// One tensor of the state.
    public struct Entry: Hashable, Sendable, Codable {
        /// Its name, as `optimizer/momentum_buffer/conv1.weight`.
        public let name: String
        /// `f` Float32, `i` Int64, `b` bytes, little-endian.
        public let type: String
        /// Extents, outermost first; empty for a scalar.
        public let shape: [Int]
        /// Bytes of the values.
        public let byteCount: Int

        /// Describes a tensor.
        public init(name: String, type: String, shape: [Int], byteCount: Int) {
            self.name = name
            self.type = type
            self.shape = shape
            self.byteCount = byteCount
        }
    }

    private struct Header: Codable {
        let state: TrainingPosition
        let entries: [Entry]
    }

    /// Where the training is.
    public let position: TrainingPosition
    /// The tensors.
    public let entries: [Entry]
    /// Their values, in the same order.
    public let values: [Data]

    /// Gathers a checkpoint.
    public init(position: TrainingPosition, entries: [Entry], values: [Data]) {
        self.position = position
        self.entries = entries
        self.values = values
    }

    static let magic = "SHOESTRING CHECKPOINT 1\n"

    /// Writes the file: beside its place, to the disk, then renamed over what is there.
    /// - Throws: ``CheckpointError/file(path:operation:reason:)``, as when the disk is full; the file that was there stays.
    public func write(to path: String) throws(CheckpointError) {
        let partial = path + ".partial"
        do throws(CheckpointError) {
            try writeAll(to: partial)
        } catch {
            unlink(partial)
            throw error
        }
        guard rename(partial, path) == 0 else { throw CheckpointError.system(path, "rename to") }
    }

    private func writeAll(to path: String) throws(CheckpointError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CheckpointError.system(path, "create") }
        defer { close(descriptor) }
        do {
            let header = try JSONEncoder().encode(Header(state: position, entries: entries))
            var hash = try SHA256.begin()
            for piece in [Data(Self.magic.utf8), Data("\(header.count)\n".utf8), header] + values {
                try hash.update(piece.bytes)
                try Self.write(piece, to: descriptor, path)
            }
            try Self.write(Data(try hash.finish().utf8), to: descriptor, path)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .file(path: path, operation: "write", reason: "\(error)")
        }
        guard fsync(descriptor) == 0 else { throw CheckpointError.system(path, "write") }
    }

    private static func write(_ data: Data, to descriptor: Int32, _ path: String) throws(CheckpointError) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min($0.count, 1 << 30)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CheckpointError.system(path, "write") }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads a file and checks that it is whole.
    /// - Throws: ``CheckpointError/damaged(path:reason:)`` for anything but a whole checkpoint.
    public static func read(_ path: String) throws(CheckpointError) -> CheckpointFile {
        let file: Data
        do {
            file = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .file(path: path, operation: "read", reason: "\(error)")
        }
        let start = Data(magic.utf8)
        guard file.starts(with: start) else { throw .damaged(path: path, reason: "it does not begin like one") }
        guard file.count > start.count + 64 else { throw .damaged(path: path, reason: "it is cut short") }
        let body = file.dropLast(64)
        let stated = String(decoding: file.suffix(64), as: UTF8.self)
        let found: String
        do { found = try SHA256.of(body) } catch {
            throw .file(path: path, operation: "check", reason: "\(error)")
        }
        guard found == stated else {
            throw .damaged(path: path, reason: "its checksum is \(found), at its end stands \(stated)")
        }
        return try parse(body.dropFirst(start.count), path)
    }

    private static func parse(_ body: Data, _ path: String) throws(CheckpointError) -> CheckpointFile {
        guard let lineEnd = body.firstIndex(of: 0x0A),
            let length = Int(String(decoding: body[..<lineEnd], as: UTF8.self)), length >= 0,
            body.distance(from: lineEnd, to: body.endIndex) > length
        else { throw .damaged(path: path, reason: "its header has no length") }
        let first = body.index(after: lineEnd)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: body[first..<(first + length)])
        } catch {
            throw .damaged(path: path, reason: "its header is not understood: \(error)")
        }
        var rest = body[(first + length)...]
        var values: [Data] = []
        for entry in header.entries {
            guard entry.byteCount >= 0, entry.byteCount <= rest.count else {
                throw .damaged(path: path, reason: "\(entry.name) is cut short")
            }
            values.append(rest.prefix(entry.byteCount))
            rest = rest.dropFirst(entry.byteCount)
        }
        return CheckpointFile(position: header.state, entries: header.entries, values: values)
    }
}

/// Why a checkpoint cannot be written or read.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused; trying again can help when the cause is gone.
    case file(path: String, operation: String, reason: String)
    /// The file is not a whole checkpoint; trying again cannot help.
    case damaged(path: String, reason: String)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .file(let path, let operation, let reason): "cannot \(operation) the checkpoint \(path): \(reason)"
        case .damaged(let path, let reason): "\(path) is not a usable checkpoint: \(reason)"
        }
    }

    static func system(_ path: String, _ operation: String) -> CheckpointError {
        .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }
}
