import Wire

/// Bounds uploads: each holds a database session for as long as its client sends.
actor UploadSlots {
    private var free: Int

    init(_ count: Int) { free = count }

    /// Carries out an upload.
    ///
    /// - Throws: 503 when enough uploads are under way; what `work` throws.
    func run<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        guard free > 0 else { throw ErrorBody(.unavailable, "enough files are being stored right now; try again") }
        free -= 1
        defer { free += 1 }
        return try await work()
    }
}
