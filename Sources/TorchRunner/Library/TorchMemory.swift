import CTorchShim

/// How the process that trains holds memory.
public enum TorchMemory {
    /// Keeps freed memory for the next step instead of handing it back to the kernel.
    ///
    /// Call it before the first thread starts: it settles that all threads share one arena.
    public static func keepForNextStep() { cts_keep_memory() }
}
