public import ModelGraph

/// A network of the zoo: where it comes from and how its graph is built.
public struct Architecture: Sendable {
    /// The name that torchvision or timm gives it; for networks that neither has, that of the paper.
    public let name: String
    /// The family, such as `ResNet`.
    public let family: String
    /// The year of the first public version of the paper.
    public let year: Int
    /// The paper that defines it.
    public let paper: Paper
    /// Shape of one image by default, `[C, H, W]`.
    public let input: [Int]
    /// Classes by default; 1000 for ImageNet.
    public let classes: Int
    /// What the publisher of the weights says they reach; not measured here.
    public let published: PublishedAccuracy?
    private let build: @Sendable (_ input: [Int], _ classes: Int) throws(ModelGraphError) -> ModelGraph

    /// Describes an architecture; `build` gives its graph for any input shape and number of classes.
    public init(
        name: String, family: String, year: Int, paper: Paper, input: [Int] = [3, 224, 224], classes: Int = 1000,
        published: PublishedAccuracy? = nil,
        build: @escaping @Sendable (_ input: [Int], _ classes: Int) throws(ModelGraphError) -> ModelGraph
    ) {
        self.name = name
        self.family = family
        self.year = year
        self.paper = paper
        self.input = input
        self.classes = classes
        self.published = published
        self.build = build
    }

    /// The network's graph; its result has the shape `[classes]`, or `[classes, h, w]` for segmentation.
    /// - Parameters:
    ///   - input: Shape of one image, `[C, H, W]`; nil for the default.
    ///   - classes: Number of classes, from 1; nil for the default.
    /// - Throws: The building cases of ``ModelGraphError``: an input that is not three axes, too small for the network or
    ///   too large to count, or a number of classes out of range.
    public func graph(input: [Int]? = nil, classes: Int? = nil) throws(ModelGraphError) -> ModelGraph {
        let shape = input ?? self.input
        guard shape.count == 3 else { throw .invalidInput(found: shape, expected: "[channels, height, width]") }
        return try build(shape, classes ?? self.classes)
    }
}

/// A publication.
public struct Paper: Hashable, Sendable {
    /// Its title.
    public let title: String
    /// Its authors' family names.
    public let authors: String
    /// Where it can be found: an arXiv number or a repository.
    public let venue: String

    /// A publication.
    public init(title: String, authors: String, venue: String) {
        self.title = title
        self.authors = authors
        self.venue = venue
    }
}

/// Accuracy on ImageNet's validation set as a publisher of weights states it; never mixed with measured accuracy.
public struct PublishedAccuracy: Hashable, Sendable {
    /// Share of images whose class is named first, in percent.
    public let top1: Double
    /// Share of images whose class is among the first five, in percent; nil where the publisher does not say.
    public let top5: Double?
    /// Whose weights, and how the images were resized and cropped.
    public let source: String

    /// An accuracy with its source.
    public init(top1: Double, top5: Double? = nil, source: String) {
        self.top1 = top1
        self.top5 = top5
        self.source = source
    }

    /// The first weights of torchvision ("IMAGENET1K_V1"): shorter side resized, then the central crop, both in pixels.
    static func torchvisionV1(
        top1: Double, top5: Double, resize: Int = 256, crop: Int = 224
    ) -> PublishedAccuracy {
        PublishedAccuracy(
            top1: top1, top5: top5,
            source: "published: torchvision 0.28 weights IMAGENET1K_V1, resize \(resize), central crop \(crop)")
    }
}
