import Foundation

/// The few calls on files that need an owner and a mode, with errors that name the path.
enum Files {
    static var lastError: String { unsafe String(cString: strerror(errno)) }

    static func exists(_ path: String) -> Bool { FileStatus(path: path, followingLinks: true) != nil }

    /// Makes a directory and its parents; the parents can be passed by everybody, as `mkdir -p` leaves them.
    static func makeDirectory(_ path: String, mode: mode_t, owner: Account?) throws(PrivateClusterError) {
        if !exists(path) {
            let parent = (path as NSString).deletingLastPathComponent
            if !parent.isEmpty, !exists(parent) { try makeDirectory(parent, mode: 0o755, owner: nil) }
            guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
                throw .filesystem(path: path, reason: "cannot be made: \(lastError)")
            }
            guard unsafe chmod(path, mode) == 0 else { throw .filesystem(path: path, reason: lastError) }
        }
        if let owner { try own(path, by: owner) }
    }

    static func own(_ path: String, by account: Account) throws(PrivateClusterError) {
        guard unsafe chown(path, account.uid, account.gid) == 0 else {
            throw .filesystem(path: path, reason: "cannot be given to \(account.name): \(lastError)")
        }
    }

    static func write(_ text: String, to path: String, mode: mode_t) throws(PrivateClusterError) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .filesystem(path: path, reason: "cannot be written: \(error.localizedDescription)")
        }
        guard unsafe chmod(path, mode) == 0 else { throw .filesystem(path: path, reason: lastError) }
    }

    static func remove(_ path: String) throws(PrivateClusterError) {
        guard exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .filesystem(path: path, reason: "cannot be removed: \(error.localizedDescription)")
        }
    }

    /// The file's text; nil where it cannot be read.
    static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// The last lines of a log that may be long.
    static func lastLines(of path: String, count: Int = 15) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { file.closeFile() }
        let end = file.seekToEndOfFile()
        file.seek(toFileOffset: end > 8192 ? end - 8192 : 0)
        let text = String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    /// The absolute path without links, as far as it exists.
    static func canonical(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Sixteen hexadecimal digits that stand for a path. FNV-1a, 64 bits (Fowler, Noll, Vo): a name, not a secret.
    static func digest(_ path: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The right to a directory, held by this process until the value goes. The kernel gives it up when the process dies.
struct OwnershipLock: ~Copyable {
    private let descriptor: Int32

    private init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Unlocked by name: a child that is just being spawned holds the file too until it executes something, and with it
        // the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// - Throws: ``PrivateClusterError/inUse(directory:processID:)`` with the owner's process id.
    static func take(directory: String) throws(PrivateClusterError) -> OwnershipLock {
        let path = directory + "/owner.lock"
        let descriptor = unsafe Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .filesystem(path: path, reason: Files.lastError) }
        let lock = OwnershipLock(adopting: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Files.text(of: path).flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            throw .inUse(directory: directory, processID: owner)
        }
        let text = "\(getpid())\n"
        guard ftruncate(descriptor, 0) == 0, unsafe pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count
        else {
            throw .filesystem(path: path, reason: Files.lastError)
        }
        return lock
    }
}
