import Pricing
import Synchronization

/// What networks need of memory, each counted once while there are not too many: a request can name any size.
final class NetworkDemands: Sendable {
    private let known = Mutex<[NetworkVariant: BenchmarkDemand]>([:])
    /// The zoo a few times over.
    private static let mostKept = 256

    /// The demand of a network; nil for a name that is none and a size that the network does not take.
    func demand(_ variant: NetworkVariant, in catalogue: ModelCatalogue) -> BenchmarkDemand? {
        if let demand = known.withLock({ $0[variant] }) { return demand }
        guard let graph = catalogue.graph(variant) else { return nil }
        let demand = BenchmarkDemand(graph)
        known.withLock { known in
            if known.count >= Self.mostKept { known.removeAll() }
            known[variant] = demand
        }
        return demand
    }
}
