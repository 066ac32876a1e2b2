import Glibc

/// Standard error: for people; an agent keeps it in the attempt's log.
package enum StandardError {
    package static func print(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in
            // Nothing can be done about a standard error that cannot be written to.
            _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
