import CTorchShim
import Glibc
import Vocabulary

/// A call of libtorch that failed, with what the library says about it.
struct TorchError: Error, CustomStringConvertible {
    /// What was being done.
    let operation: String
    /// The library's text.
    let reason: String

    var description: String { "libtorch: \(operation): \(reason)" }

    /// The failure of the attempt that this means.
    func failure(_ code: AttemptFailure.Code) -> AttemptFailure {
        // The processor's allocator, C++'s own and CUDA's each have their words for it.
        let signs = ["can't allocate memory", "bad_alloc", "out of memory"]
        let isMemory = signs.contains { reason.contains($0) }
        return AttemptFailure(code: isMemory ? .outOfMemory : code, message: description)
    }
}

/// Calls the shim and throws the text that it returns, if any.
@safe func check(_ operation: String, _ call: () -> UnsafeMutablePointer<CChar>?) throws(TorchError) {
    guard let text = unsafe call() else { return }
    let reason = unsafe String(cString: text)
    unsafe cts_free(text)
    throw TorchError(operation: operation, reason: reason)
}

/// Does something with the library and makes an attempt's failure of the library's error.
func translating<Value: ~Copyable>(
    _ code: AttemptFailure.Code, _ body: () throws(TorchError) -> Value
) throws(AttemptFailure) -> Value {
    do throws(TorchError) { return try body() } catch { throw error.failure(code) }
}
