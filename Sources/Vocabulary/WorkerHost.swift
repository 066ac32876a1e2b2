/// Which machine a worker runs on, as far as its price goes: one of the user's own devices, or one that is rented.
public enum WorkerHost: Hashable, Sendable, CustomStringConvertible {
    /// One of the user's own, by the name under which its figures are stored.
    case device(String)
    /// A rented one.
    case rented(provider: String, instanceType: String, region: String, zone: String?, purchase: PurchaseKind)

    /// What a valid text looks like.
    public static let expectation =
        "device:NAME, or PROVIDER/TYPE/REGION[/ZONE]/on_demand|spot|reserved as aws/g4dn.xlarge/us-east-1/spot"

    /// Reads `device:attic` or `aws/g4dn.xlarge/us-east-1/use1-az4/spot`; nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("device:") {
            let name = String(text.dropFirst(7))
            guard name.isPlain(atMost: 100), !name.contains("/") else { return nil }
            self = .device(name)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (4...5).contains(parts.count), parts.allSatisfy(Self.isWord),
            let purchase = PurchaseKind(rawValue: parts[parts.count - 1])
        else { return nil }
        self = .rented(
            provider: parts[0], instanceType: parts[1], region: parts[2], zone: parts.count == 5 ? parts[3] : nil,
            purchase: purchase)
    }

    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .device(let name): "device:" + name
        case .rented(let provider, let type, let region, let zone, let purchase):
            ([provider, type, region] + (zone.map { [$0] } ?? []) + [purchase.rawValue]).joined(separator: "/")
        }
    }

    private static func isWord(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                    || "_.-".utf8.contains(byte)
            }
    }
}
