import CTorchShim

/// What is one for the process: version, threads, generators, devices.
enum TorchLibrary {
    /// libtorch's version, as `2.13.0+cpu`.
    static var version: String { unsafe String(cString: cts_version()) }

    /// Threads inside an operator.
    static func setThreads(_ count: Int) throws(TorchError) {
        try check("setting threads") { unsafe cts_set_threads(Int32(clamping: count)) }
    }

    /// Whether operators that can give different bits for the same input are refused.
    static func setDeterministic(_ on: Bool) throws(TorchError) {
        try check("choosing deterministic operators") { unsafe cts_set_deterministic(on) }
    }

    /// Starts the generators behind dropout again.
    static func seed(_ seed: UInt64) throws(TorchError) {
        try check("seeding") { unsafe cts_seed(seed) }
    }

    /// The number of CUDA devices; with none, why.
    static func cudaDevices() -> (count: Int, absence: String?) {
        var text: UnsafeMutablePointer<CChar>?
        let count = unsafe cts_cuda_device_count(&text)
        guard let text = unsafe text else { return (Int(count), nil) }
        defer { unsafe cts_free(text) }
        return (Int(count), unsafe String(cString: text))
    }
}
