import Training
import TrainingData
import Vocabulary

/// The images of a training, cut, split and normalised as the configuration says.
struct TrainingImages {
    /// What is learned from.
    let train: ImageSet
    /// What is decided by; nil without a validation share.
    let validation: ImageSet?
    /// What is tested with.
    let test: ImageSet
    /// What is done to them.
    let transform: ImageTransform
    /// `[C, H, W]` of what the network sees.
    let shape: [Int]
    /// SHA-256 over the data set's files.
    let checksum: String
    /// Where the data set was found.
    let path: String

    var classes: [String] { train.classes }

    /// The same with other sets, as of features, and what the network sees of them.
    func replacing(_ train: ImageSet, _ validation: ImageSet?, _ test: ImageSet, shape: [Int]) -> TrainingImages {
        TrainingImages(
            train: train, validation: validation, test: test, transform: transform, shape: shape, checksum: checksum,
            path: path)
    }

    /// Reads and prepares the data of a configuration.
    /// - Parameter channels: Channels that the network's weights were trained with; nil takes those of the images.
    /// - Throws: `unsupported` with file and place when the data cannot be used; `failed` when reading may work another time.
    static func prepare(
        _ configuration: TrainConfiguration, channels: Int?, searchPath: [String]
    ) throws(AttemptFailure) -> TrainingImages {
        do throws(DataError) {
            let data = try DataSet.open(configuration.data, searchPath: searchPath)
            return try prepare(data, configuration, channels: channels)
        } catch {
            throw error.failure
        }
    }

    private static func prepare(
        _ data: DataSet, _ configuration: TrainConfiguration, channels: Int?
    ) throws(DataError) -> TrainingImages {
        let options = configuration.images
        var train = data.train
        var test = data.test
        if let classes = options.classes {
            train = try train.keeping(classes: classes)
            test = try test.keeping(classes: classes)
        }
        if let most = options.perClass { train = train.subset(limited(train, to: most, configuration.seed)) }
        var validation: ImageSet?
        if options.validationShare > 0 {
            var sequence = SeededSequence(configuration.seed, 3)
            let order = sequence.permutation(of: train.count)
            let held = max(1, Int((Double(train.count) * options.validationShare).rounded()))
            validation = train.subset(order.prefix(held).sorted())
            train = train.subset(order.dropFirst(held).sorted())
        }
        guard train.count > 1, test.count > 0 else {
            throw .unusable("\(train.count) training and \(test.count) test images are left: too few")
        }
        let first = try train.image(0)
        let count = channels ?? train.imageShape?[0] ?? first.channels
        let statistics = try statistics(options, train, channels: count)
        let transform = ImageTransform(
            resize: options.resize, crop: options.crop, pad: options.pad, flip: options.flip, mean: statistics.mean,
            deviation: statistics.deviation)
        guard train.imageShape != nil || options.crop != nil else {
            throw .unusable("the images of \(data.name) are files of any size: give resize and crop")
        }
        return TrainingImages(
            train: train, validation: validation, test: test, transform: transform,
            shape: transform.outputShape(for: [first.channels, first.height, first.width]), checksum: data.checksum,
            path: data.path)
    }

    private static func statistics(
        _ options: ImageOptions, _ train: ImageSet, channels: Int
    ) throws(DataError) -> (mean: [Double], deviation: [Double]) {
        guard let mean = options.mean, let deviation = options.deviation else {
            return try train.statistics(channels: channels)
        }
        guard mean.count == channels, deviation.count == channels else {
            throw .unusable("mean and deviation need \(channels) numbers each, one a channel")
        }
        return (mean, deviation)
    }

    /// The same images for the same seed, whatever the order of the file.
    private static func limited(_ images: ImageSet, to most: Int, _ seed: UInt64) -> [Int] {
        var sequence = SeededSequence(seed, 4)
        var taken = [Int](repeating: 0, count: images.classes.count)
        return sequence.permutation(of: images.count).filter { index in
            taken[images.labels[index]] += 1
            return taken[images.labels[index]] <= most
        }.sorted()
    }
}

extension DataError {
    /// The failure of the attempt that this means.
    var failure: AttemptFailure {
        AttemptFailure(code: canRetryHelp ? .failed : .unsupported, message: "data: \(self)")
    }
}
