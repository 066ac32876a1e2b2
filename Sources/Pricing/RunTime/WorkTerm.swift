/// A kind of work whose unit has a cost of its own on a device; operations are two for each multiply-accumulate.
public enum WorkTerm: String, Hashable, Sendable, Codable, CaseIterable {
    /// Operations of convolutions with a kernel above 1×1, outputs rounded up to whole vectors.
    case convolution
    /// Operations of 1×1 convolutions, inputs and outputs rounded up to whole vectors.
    case pointwise
    /// Operations of convolutions over at most four input channels: the image itself.
    case stem
    /// Operations of depthwise convolutions.
    case depthwise
    /// Operations of convolutions in groups, outputs of a group rounded up to whole vectors.
    case grouped
    /// Operations of linear layers.
    case linear
    /// Bytes of layers that only move or combine elements and are not fused into another, where they fit the cores' own caches.
    case elementwise
    /// The same beyond the cores' own caches.
    case elementwiseFar = "elementwise_far"
    /// Elements that pools look at.
    case pooling
    /// Bytes of weights that come from memory because all of them together do not fit the last-level cache.
    case weightsFromMemory = "weights_from_memory"
    /// Bytes of weights that stay in the cache between requests.
    case weightsFromCache = "weights_from_cache"
    /// Bytes of activations of a layer that fit the cores' own caches.
    case activations
    /// Bytes of activations of a layer beyond that, up to half of the last-level cache.
    case activationsFar = "activations_far"
    /// Bytes of activations of a layer beyond that too.
    case activationsFromMemory = "activations_from_memory"
    /// Elements of sigmoids, SiLUs and their hard variants.
    case functions
    /// Kernels that are started.
    case kernels

    /// Its place in ``WorkProfile/amounts``.
    var index: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
