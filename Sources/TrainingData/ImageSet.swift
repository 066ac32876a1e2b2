/// Images with labels: in memory, or as files that are decoded when they are needed.
public struct ImageSet: Sendable {
    /// What it is called in messages.
    public let name: String
    /// Names of the classes; a label is an index of it.
    public let classes: [String]
    /// The label of each image, 0 ..< `classes.count`.
    public let labels: [Int]
    let storage: Storage

    enum Storage: Sendable {
        /// One image after another, each `[C, H, W]`.
        case memory(channels: Int, height: Int, width: Int, pixels: [UInt8])
        case files([String])
        /// Numbers that were computed from the images, one row after another.
        case features([Float])
    }

    /// Images in memory, `[N, C, H, W]`.
    /// - Throws: ``DataError/malformed(path:place:reason:)`` for a label outside the classes or another number of pixels, with
    ///   `path` as the place that they came from.
    public init(
        name: String, classes: [String], labels: [Int], channels: Int, height: Int, width: Int, pixels: [UInt8],
        path: String
    ) throws(DataError) {
        guard pixels.count == labels.count * channels * height * width else {
            throw .malformed(
                path: path, place: "images",
                reason: "\(pixels.count) values for \(labels.count) labels of \(channels)×\(height)×\(width)")
        }
        try Self.check(labels, classes.count, path)
        self.name = name
        self.classes = classes
        self.labels = labels
        storage = .memory(channels: channels, height: height, width: width, pixels: pixels)
    }

    init(name: String, classes: [String], labels: [Int], files: [String]) {
        self.name = name
        self.classes = classes
        self.labels = labels
        storage = .files(files)
    }

    private init(_ other: ImageSet, classes: [String], labels: [Int], storage: Storage) {
        name = other.name
        self.classes = classes
        self.labels = labels
        self.storage = storage
    }

    static func check(_ labels: [Int], _ classes: Int, _ path: String) throws(DataError) {
        guard let wrong = labels.firstIndex(where: { !(0..<classes).contains($0) }) else { return }
        throw .malformed(
            path: path, place: "label \(wrong)", reason: "\(labels[wrong]) is outside 0…\(classes - 1)")
    }

    /// The number of images.
    public var count: Int { labels.count }

    /// Channels, height and width where all images have the same; nil for files and features.
    public var imageShape: [Int]? {
        if case .memory(let channels, let height, let width, _) = storage { [channels, height, width] } else { nil }
    }

    /// The same labels with numbers in the images' place, which a batch gives out as they are.
    /// - Parameter values: As many for each image, one image after another.
    public func replaced(byFeatures values: [Float]) -> ImageSet {
        precondition(values.count.isMultiple(of: max(count, 1)), "as many features for each image")
        return ImageSet(self, classes: classes, labels: labels, storage: .features(values))
    }

    /// The row of an image's features; nil for a set of images.
    func features(_ index: Int) -> ArraySlice<Float>? {
        guard case .features(let values) = storage else { return nil }
        let size = values.count / max(count, 1)
        return values[(index * size)..<((index + 1) * size)]
    }

    /// One image as it is stored.
    /// - Parameter index: 0 ..< ``count``.
    /// - Throws: ``DataError`` naming the file when it cannot be decoded.
    public func image(_ index: Int) throws(DataError) -> RawImage {
        switch storage {
        case .features: throw .unusable("\(name) holds features, not images")
        case .files(let paths): return try ImageFile.read(paths[index])
        case .memory(let channels, let height, let width, let pixels):
            let size = channels * height * width
            return RawImage(
                channels: channels, height: height, width: width,
                pixels: Array(pixels[(index * size)..<((index + 1) * size)]))
        }
    }

    /// The images of these indices, in that order.
    public func subset(_ indices: [Int]) -> ImageSet {
        relabelled(indices, classes: classes) { $0 }
    }

    /// Only some classes, renumbered from 0 in the order given.
    /// - Throws: ``DataError/unusable(_:)`` for a class that is not there.
    public func keeping(classes wanted: [Int]) throws(DataError) -> ImageSet {
        if let absent = wanted.first(where: { !classes.indices.contains($0) }) {
            throw .unusable("class \(absent) was asked for; \(name) has the classes 0…\(classes.count - 1)")
        }
        let numbers = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, $0) })
        let indices = labels.indices.filter { numbers[labels[$0]] != nil }
        return relabelled(indices, classes: wanted.map { classes[$0] }) { numbers[$0] ?? 0 }
    }

    private func relabelled(_ indices: [Int], classes: [String], _ number: (Int) -> Int) -> ImageSet {
        let labels = indices.map { number(self.labels[$0]) }
        switch storage {
        case .features:
            let kept = indices.flatMap { features($0) ?? [] }
            return ImageSet(self, classes: classes, labels: labels, storage: .features(kept))
        case .files(let paths):
            return ImageSet(self, classes: classes, labels: labels, storage: .files(indices.map { paths[$0] }))
        case .memory(let channels, let height, let width, let pixels):
            let size = channels * height * width
            var kept: [UInt8] = []
            kept.reserveCapacity(indices.count * size)
            for index in indices { kept += pixels[(index * size)..<((index + 1) * size)] }
            return ImageSet(
                self, classes: classes, labels: labels,
                storage: .memory(channels: channels, height: height, width: width, pixels: kept))
        }
    }
}
