/// The shape of one sample's tensor: `[C, H, W]` or `[F]`, the batch axis left out.
///
/// The batch is a property of an execution, not of a network; files and analyses put it in front as axis 0.
public struct Shape: Hashable, Sendable {
    /// Extents, each at least 1, outermost first.
    public let dimensions: [Int]
    /// The number of elements of one sample.
    public let elementCount: Int

    /// The largest number of elements of one sample's tensor, and of one parameter (2⁴⁰, 4 TiB of Float32).
    ///
    /// It keeps every product of the analysis within 64 bits; no real network comes near it.
    public static let maximumElementCount = 1 << 40

    /// A shape, or nil when an extent is below 1 or the elements exceed ``maximumElementCount``.
    public init?(_ dimensions: [Int]) {
        guard !dimensions.isEmpty, dimensions.allSatisfy({ $0 >= 1 }) else { return nil }
        guard let count = Self.product(dimensions), count <= Self.maximumElementCount else { return nil }
        self.dimensions = dimensions
        self.elementCount = count
    }

    /// The number of axes without the batch.
    public var rank: Int { dimensions.count }
    /// C of `[C, H, W]`, F of `[F]`.
    public var channels: Int { dimensions[0] }
    /// H and W of `[C, H, W]`; nil for other ranks.
    public var spatial: Extent? { rank == 3 ? Extent(height: dimensions[1], width: dimensions[2]) : nil }

    /// The product, or nil where it does not fit 64 bits. The empty product is 1, as for a scalar.
    package static func product(_ factors: [Int]) -> Int? {
        var result = 1
        for factor in factors {
            let (value, overflow) = result.multipliedReportingOverflow(by: factor)
            if overflow { return nil }
            result = value
        }
        return result
    }
}

/// A number for each of the two image axes; a literal gives both the same.
public struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Along H.
    public let height: Int
    /// Along W.
    public let width: Int

    /// Different numbers for the two axes, for the 1×7 and 7×1 kernels of Inception.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same number for both axes.
    public init(_ side: Int) {
        self.init(height: side, width: side)
    }

    /// The same number for both axes.
    public init(integerLiteral value: Int) {
        self.init(value)
    }

    /// height · width.
    public var area: Int { height * width }
}
