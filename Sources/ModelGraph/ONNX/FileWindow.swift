import Foundation

/// Bytes of a file by position, read in windows of 64 KiB.
///
/// Not mapped: a file from outside that is shortened while it is read gives an error here, a signal there. And weights,
/// nearly all of a model file, are skipped without being read.
struct FileWindow: ~Copyable {
    let byteCount: Int
    private let handle: FileHandle
    private let path: String
    private var start = 0
    private var window: [UInt8] = []

    private static let windowByteCount = 1 << 16

    static func open(path: String) throws(ModelGraphError) -> FileWindow {
        // O_NONBLOCK: opening a pipe would otherwise wait for its writer.
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .file(path: path, operation: "open", reason: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .file(path: path, operation: "read", reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notONNX(path: path, reason: "it is not a regular file") }
        return FileWindow(byteCount: Int(status.st_size), handle: handle, path: path)
    }

    private init(byteCount: Int, handle: FileHandle, path: String) {
        self.byteCount = byteCount
        self.handle = handle
        self.path = path
    }

    mutating func byte(at position: Int) throws(ModelGraphError) -> UInt8 {
        if position < start || position >= start + window.count { try load(position) }
        return window[position - start]
    }

    /// At most one window: used for names, which are short.
    mutating func bytes(_ range: Range<Int>) throws(ModelGraphError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        for position in range { result.append(try byte(at: position)) }
        return result
    }

    private mutating func load(_ position: Int) throws(ModelGraphError) {
        let data: Data?
        do {
            try handle.seek(toOffset: UInt64(position))
            data = try handle.read(upToCount: Self.windowByteCount)
        } catch {
            throw .file(path: path, operation: "read", reason: error.localizedDescription)
        }
        guard let data, !data.isEmpty else {
            throw .file(path: path, operation: "read", reason: "it became shorter while it was read")
        }
        window = [UInt8](data)
        start = position
    }
}
