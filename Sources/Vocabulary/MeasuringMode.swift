/// What a benchmark optimises and reports, in MLPerf's words single-stream and offline.
public enum MeasuringMode: String, Hashable, Sendable, Codable, CaseIterable {
    /// One request at a time (MLPerf: single-stream); the result is the latency of a request.
    case latency
    /// As many requests at once as the engine wants (MLPerf: offline); the result is images per second.
    case throughput
}
