import FoundationEssentials
import Glibc

/// The files in which the kernel tells about itself (`/proc`, `/sys`, `/etc`), below a root that tests replace by a copy.
public struct SystemFiles: Sendable {
    private let root: String

    /// Reads below `root`, as `/` or a folder that holds `proc` and `sys`.
    public init(root: String = "/") { self.root = root.hasSuffix("/") ? String(root.dropLast()) : root }

    /// The file's text without white space at its ends; `nil` when it cannot be read.
    ///
    /// - Parameter path: An absolute path, as `/proc/stat`.
    public func text(_ path: String) -> String? {
        guard case .success(let text) = read(path) else { return nil }
        return text
    }

    /// The file's text, or the system's number for why it cannot be read.
    func read(_ path: String) -> Result<String, SystemError> {
        let descriptor = unsafe open(root + path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(SystemError(path: path, number: errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {  // these files say that they are 0 bytes long
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(SystemError(path: path, number: errno)) }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        while bytes.last == 0 { bytes.removeLast() }  // device-tree texts end with a zero byte
        return .success(String(decoding: bytes, as: UTF8.self).trimmingCharacters)
    }

    /// Writes a text into a file of the kernel.
    func write(_ text: String, to path: String) -> SystemError? {
        let descriptor = unsafe open(root + path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return SystemError(path: path, number: errno) }
        defer { close(descriptor) }
        var text = text
        let written = text.withUTF8 { bytes in unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
        return written < 0 ? SystemError(path: path, number: errno) : nil
    }

    /// The whole number that the file holds.
    func integer(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

    /// Whether the path exists.
    func exists(_ path: String) -> Bool { unsafe access(root + path, F_OK) == 0 }

    /// The value of the first `name : value` or `name value` line of a file, as of `/proc/meminfo`.
    func field(_ name: String, of path: String) -> String? { text(path).flatMap { Self.field(name, in: $0) } }

    /// The value of the first `name : value` or `name value` line of a text.
    static func field(_ name: String, in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            guard let next = rest.first, next == ":" || next == " " || next == "\t" else { continue }
            return String(rest.drop { $0 == ":" || $0 == " " || $0 == "\t" }).trimmingCharacters
        }
        return nil
    }

    /// How many numbers a list as `0-3,8` names.
    static func listCount(_ list: String) -> Int? {
        var count = 0
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, last >= first else { return nil }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }
}

/// Why a file of the system could not be read or written.
struct SystemError: Error, CustomStringConvertible {
    let path: String
    let number: Int32

    var description: String { "\(path): \(unsafe String(cString: strerror(number)))" }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmingCharacters: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
