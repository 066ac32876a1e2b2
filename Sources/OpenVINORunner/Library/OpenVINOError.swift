import COpenVINO
import Vocabulary

/// A call of OpenVINO that failed, with what the library says about it.
struct OpenVINOError: Error, CustomStringConvertible {
    /// The C function.
    let function: String
    /// The library's status, negative (`ov_status_e`).
    let status: Int32
    /// The library's name for the status and the text of its last error on this thread.
    let reason: String

    var description: String { "\(function) failed (\(status)): \(reason)" }

    /// The failure of the attempt that this means.
    func failure(_ code: AttemptFailure.Code) -> AttemptFailure {
        // The library reports a failed allocation as std::bad_alloc's text, whatever the call was.
        AttemptFailure(code: reason.contains("bad_alloc") ? .outOfMemory : code, message: "OpenVINO: \(description)")
    }
}

/// Calls into the library and throws when its status is not `OK`.
func check(_ function: String, _ call: () -> ov_status_e) throws(OpenVINOError) {
    let status = call()
    guard status.rawValue != 0 else { return }
    var reason = unsafe String(cString: ov_get_error_info(status))
    if let text = unsafe ov_get_last_err_msg() {
        let message = unsafe String(cString: text)
        if !message.isEmpty { reason += ": \(message)" }
        unsafe ov_free(text)
    }
    throw OpenVINOError(function: function, status: status.rawValue, reason: reason)
}

/// Reads a text that the library allocated and frees it.
func taken(_ text: UnsafePointer<CChar>?) -> String {
    guard let text = unsafe text else { return "" }
    defer { unsafe ov_free(text) }
    return unsafe String(cString: text)
}

/// Does something with the library and makes an attempt's failure of the library's error.
func translating<Value: ~Copyable>(
    _ code: AttemptFailure.Code, _ body: () throws(OpenVINOError) -> Value
) throws(AttemptFailure) -> Value {
    do throws(OpenVINOError) { return try body() } catch { throw error.failure(code) }
}
