/// Addresses that only this machine can reach.
enum Loopback {
    /// Whether listening on `host` is listening to this machine alone: `localhost`, `::1` and 127.0.0.0/8.
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
