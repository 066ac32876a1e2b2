import Foundation

/// A file under construction: it gets its name when it is complete, and leaves nothing behind when it is not.
struct AtomicFile: ~Copyable {
    private let handle: FileHandle
    private let path: String
    private var pending = Data()

    /// Small pieces (a batch normalisation's 64 floats) are gathered up to this many bytes before they are written.
    private static let gathered = 1 << 20

    private init(handle: FileHandle, path: String) {
        self.handle = handle
        self.path = path
    }

    /// Runs `body` on a new file beside `url`, then moves that to `url`, over what is there.
    static func write(
        to url: URL, _ body: (inout AtomicFile) throws(ModelGraphError) -> Void
    ) throws(ModelGraphError) {
        let temporary = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).partial").path
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("create", url.path) }
        var file = AtomicFile(handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), path: url.path)
        do throws(ModelGraphError) {
            try body(&file)
            try file.close()
            guard rename(temporary, url.path) == 0 else { throw failure("rename to", url.path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Adds bytes at the end.
    mutating func append(_ data: Data) throws(ModelGraphError) {
        if pending.count + data.count > Self.gathered { try flush() }
        if data.count > Self.gathered {
            try write(data)
        } else {
            pending.append(data)
        }
    }

    private mutating func close() throws(ModelGraphError) {
        try flush()
        do {
            try handle.close()
        } catch {
            throw .file(path: path, operation: "write", reason: error.localizedDescription)
        }
    }

    private mutating func flush() throws(ModelGraphError) {
        try write(pending)
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ data: Data) throws(ModelGraphError) {
        do {
            try handle.write(contentsOf: data)
        } catch {
            throw .file(path: path, operation: "write", reason: error.localizedDescription)
        }
    }

    private static func failure(_ operation: String, _ path: String) -> ModelGraphError {
        .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }
}
