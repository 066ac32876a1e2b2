import Glibc

/// A file that a body comes from or goes to; closed once.
@safe final class OpenFile {
    private let handle: UnsafeMutablePointer<FILE>
    private let path: String

    /// For libcurl, which reads it with `fread`.
    @unsafe var stream: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(handle) }

    static func reading(_ path: String) throws(HTTPError) -> OpenFile {
        guard let handle = unsafe fopen(path, "rbe") else { throw .file(path: path, reason: reason()) }
        return unsafe OpenFile(adopting: handle, path)
    }

    /// A new file for its owner alone; one that exists is an error.
    static func creating(_ path: String) throws(HTTPError) -> OpenFile {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, reason: reason()) }
        guard let handle = unsafe fdopen(descriptor, "wb") else {
            close(descriptor)
            throw .file(path: path, reason: reason())
        }
        return unsafe OpenFile(adopting: handle, path)
    }

    private init(adopting handle: UnsafeMutablePointer<FILE>, _ path: String) {
        unsafe self.handle = unsafe handle
        self.path = path
    }

    deinit { unsafe fclose(handle) }

    func byteCount() throws(HTTPError) -> Int64 {
        var status = stat()
        guard unsafe fstat(fileno(handle), &status) == 0 else { throw .file(path: path, reason: Self.reason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .file(path: path, reason: "it is not a file") }
        return Int64(status.st_size)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(HTTPError) {
        guard unsafe fwrite(bytes.baseAddress, 1, bytes.count, handle) == bytes.count else {
            throw .file(path: path, reason: Self.reason())
        }
    }

    /// Hands everything to the system.
    func finish() throws(HTTPError) {
        guard unsafe fflush(handle) == 0 else { throw .file(path: path, reason: Self.reason()) }
    }

    private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
