import Training

/// What is done to an image between its file and the network: always resize, cut, and normalise; while training also move and mirror.
///
/// What chance decides depends on seed, epoch and image alone, so that the order of work does not matter.
public struct ImageTransform: Hashable, Sendable {
    /// Pixels of the shorter side; nil leaves it.
    public var resize: Int?
    /// Pixels of the square that is cut out; nil cuts none.
    public var crop: Int?
    /// Zeros around a training image before it is cut at a random place; with 0 it is cut in the middle.
    public var pad: Int
    /// Whether half of the training images are mirrored.
    public var flip: Bool
    /// Mean of each channel, of values 0…1.
    public var mean: [Double]
    /// Standard deviation of each channel, of values 0…1.
    public var deviation: [Double]

    /// A transform; `mean` and `deviation` have one number a channel.
    public init(
        resize: Int? = nil, crop: Int? = nil, pad: Int = 0, flip: Bool = false, mean: [Double], deviation: [Double]
    ) {
        self.resize = resize
        self.crop = crop
        self.pad = pad
        self.flip = flip
        self.mean = mean
        self.deviation = deviation
    }

    /// `[C, H, W]` of what comes out of an image of the given shape.
    public func outputShape(for input: [Int]) -> [Int] {
        if let crop { return [mean.count, crop, crop] }
        guard let resize else { return [mean.count, input[1], input[2]] }
        let shorter = min(input[1], input[2])
        return [mean.count] + input.dropFirst().map { $0 == shorter ? resize : max(1, $0 * resize / shorter) }
    }

    /// Writes an image's values, `[C, H, W]`, each (x/255 − mean)/deviation.
    /// - Parameters:
    ///   - shape: What must come out.
    ///   - chance: Nil for testing: cut in the middle, not mirrored.
    ///   - target: Room for the product of `shape`.
    /// - Throws: ``DataError/unusable(_:)`` when the image does not come out in that shape.
    func apply(
        _ image: RawImage, shape: [Int], chance: SeededSequence?, to target: UnsafeMutableBufferPointer<Float>
    ) throws(DataError) {
        var image = image.converted(toChannels: mean.count)
        if let resize { image = image.resized(shorterSide: resize) }
        let (height, width) = (shape[1], shape[2])
        guard image.height >= height, image.width >= width,
            crop != nil || [image.height, image.width] == [height, width]
        else {
            throw .unusable(
                "an image is \(image.height)×\(image.width) where \(height)×\(width) is needed; give resize and crop")
        }
        var chance = chance
        let border = chance == nil ? 0 : pad
        let roomY = image.height + 2 * border - height
        let roomX = image.width + 2 * border - width
        // Drawn also where nothing moves, so that what is mirrored does not depend on it.
        let (down, right) = (chance?.next(below: roomY + 1), chance?.next(below: roomX + 1))
        let top = ((pad > 0 ? down : nil) ?? roomY / 2) - border
        let left = ((pad > 0 ? right : nil) ?? roomX / 2) - border
        let mirrored = flip && (chance?.next(below: 2) ?? 0) == 1
        let plane = height * width
        for channel in 0..<image.channels {
            let table = Self.table(mean[channel], deviation[channel])
            let zero = table[0]
            let source = channel * image.height * image.width
            for y in 0..<height {
                let row = y + top
                let isInside = row >= 0 && row < image.height
                let out = channel * plane + y * width
                for x in 0..<width {
                    let column = (mirrored ? width - 1 - x : x) + left
                    unsafe target[out + x] =
                        isInside && column >= 0 && column < image.width
                        ? table[Int(image.pixels[source + row * image.width + column])] : zero
                }
            }
        }
    }

    /// The 256 values that a channel can take.
    private static func table(_ mean: Double, _ deviation: Double) -> [Float] {
        (0..<256).map { Float((Double($0) / 255 - mean) / deviation) }
    }
}

extension ImageSet {
    /// Mean and standard deviation of each channel, of values 0…1, over the images (over 2,000 of them, evenly spread, when they are
    /// files).
    /// - Throws: ``DataError`` when an image cannot be read.
    public func statistics(channels: Int) throws(DataError) -> (mean: [Double], deviation: [Double]) {
        var sums = [Int](repeating: 0, count: channels)
        var squares = [Int](repeating: 0, count: channels)
        var counted = 0
        let step = imageShape == nil ? max(1, count / 2000) : 1
        for index in stride(from: 0, to: count, by: step) {
            let image = try image(index).converted(toChannels: channels)
            let plane = image.height * image.width
            counted += plane
            for channel in 0..<channels {
                var sum = 0
                var square = 0
                for value in image.pixels[(channel * plane)..<((channel + 1) * plane)] {
                    sum += Int(value)
                    square += Int(value) * Int(value)
                }
                sums[channel] += sum
                squares[channel] += square
            }
        }
        let n = Double(max(counted, 1))
        let means = sums.map { Double($0) / n / 255 }
        let deviations = zip(squares, means).map { square, mean in
            max(1e-6, (Double(square) / n / 65_025 - mean * mean).squareRoot())
        }
        return (means, deviations)
    }
}
