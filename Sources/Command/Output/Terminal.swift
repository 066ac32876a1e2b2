import Foundation
import Glibc

/// Where results and diagnostics go.
enum Terminal {
    /// A result, on standard output.
    static func write(_ text: String) { emit(text, STDOUT_FILENO) }

    /// Something about what is going on, on standard error.
    static func note(_ text: String) { emit(text + "\n", STDERR_FILENO) }

    /// Without a line feed, for a progress bar.
    static func draw(_ text: String) { emit(text, STDERR_FILENO) }

    /// Columns of the terminal on standard output; `nil` when it is none.
    static var width: Int? { columns(of: STDOUT_FILENO) }

    /// Whether a progress bar can be drawn.
    static var canDraw: Bool { isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb" }

    /// Columns of the terminal on standard error.
    static var noteWidth: Int { columns(of: STDERR_FILENO) ?? 80 }

    private static func columns(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        let code = withUnsafeMutablePointer(to: &size) { ioctl(descriptor, UInt(TIOCGWINSZ), $0) }
        return code == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private static func emit(_ text: String, _ descriptor: Int32) {
        var rest = ArraySlice(Array(text.utf8))
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A reader that has enough, as `head`, is no failure of ours.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
