import CTorchShim

/// Images `[N, C, H, W]` with their labels, ready for a network.
struct TorchBatch {
    let images: [Float]
    let labels: [Int64]
    /// `[C, H, W]`, or `[F]` for rows of features.
    let shape: [Int]

    var count: Int { labels.count }

    /// Lends the memory to one call.
    func withCBatch<Result>(
        _ body: (UnsafePointer<cts_batch>) throws(TorchError) -> Result
    ) throws(TorchError) -> Result {
        // The closures of the standard library do not carry a typed error through two levels.
        let outcome = unsafe images.withUnsafeBufferPointer { images in
            unsafe labels.withUnsafeBufferPointer { labels in
                var batch = unsafe cts_batch(
                    images: images.baseAddress, labels: labels.baseAddress, count: Int64(labels.count),
                    channels: Int64(shape[0]), height: shape.count == 3 ? Int64(shape[1]) : 0,
                    width: shape.count == 3 ? Int64(shape[2]) : 0)
                do throws(TorchError) {
                    return Swift.Result<Result, TorchError>.success(try unsafe body(&batch))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try outcome.get()
    }
}
