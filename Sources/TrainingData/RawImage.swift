/// An image of 8-bit values, one plane after another: `[C, H, W]`, row-major.
public struct RawImage: Hashable, Sendable {
    /// C: 1 grey, 3 red, green, blue.
    public let channels: Int
    /// H.
    public let height: Int
    /// W.
    public let width: Int
    /// C · H · W values.
    public let pixels: [UInt8]

    /// An image; `pixels` must have C · H · W values.
    public init(channels: Int, height: Int, width: Int, pixels: [UInt8]) {
        precondition(pixels.count == channels * height * width, "an image has C·H·W values")
        self.channels = channels
        self.height = height
        self.width = width
        self.pixels = pixels
    }

    /// The image with another number of channels: grey repeated, or red, green and blue weighted to grey (ITU-R BT.601).
    func converted(toChannels wanted: Int) -> RawImage {
        guard wanted != channels else { return self }
        let plane = height * width
        if channels == 1 {
            return RawImage(
                channels: wanted, height: height, width: width,
                pixels: [UInt8]((0..<wanted).flatMap { _ in pixels }))
        }
        let grey = (0..<plane).map { index in
            let sum = 299 * Int(pixels[index]) + 587 * Int(pixels[plane + index]) + 114 * Int(pixels[2 * plane + index])
            return UInt8((sum + 500) / 1000)
        }
        return RawImage(channels: 1, height: height, width: width, pixels: grey).converted(toChannels: wanted)
    }

    /// The image with its shorter side `side` pixels long, bilinear with an average over the source pixels where it shrinks
    /// (a triangle as wide as the step, as Pillow's and torchvision's antialiased resize).
    func resized(shorterSide side: Int) -> RawImage {
        let shorter = min(height, width)
        guard side != shorter else { return self }
        let newHeight = height <= width ? side : max(1, height * side / shorter)
        let newWidth = width <= height ? side : max(1, width * side / shorter)
        let columns = Self.taps(from: width, to: newWidth)
        let rows = Self.taps(from: height, to: newHeight)
        var result: [UInt8] = []
        result.reserveCapacity(channels * newHeight * newWidth)
        for channel in 0..<channels {
            var narrow = [Float](repeating: 0, count: height * newWidth)
            for y in 0..<height {
                let start = (channel * height + y) * width
                for (x, tap) in columns.enumerated() {
                    var sum: Float = 0
                    for (offset, weight) in tap.weights.enumerated() {
                        sum += weight * Float(pixels[start + tap.first + offset])
                    }
                    narrow[y * newWidth + x] = sum
                }
            }
            for tap in rows {
                for x in 0..<newWidth {
                    var sum: Float = 0
                    for (offset, weight) in tap.weights.enumerated() {
                        sum += weight * narrow[(tap.first + offset) * newWidth + x]
                    }
                    result.append(UInt8(max(0, min(255, sum.rounded()))))
                }
            }
        }
        return RawImage(channels: channels, height: newHeight, width: newWidth, pixels: result)
    }

    private static func taps(from old: Int, to new: Int) -> [(first: Int, weights: [Float])] {
        let scale = Double(old) / Double(new)
        let support = max(scale, 1)
        return (0..<new).map { position in
            let centre = (Double(position) + 0.5) * scale
            let first = max(0, Int((centre - support + 0.5).rounded(.down)))
            let last = max(first + 1, min(old, Int((centre + support + 0.5).rounded(.down))))
            let weights = (first..<last).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / support)) }
            let sum = weights.reduce(0, +)
            return (first, weights.map { Float($0 / sum) })
        }
    }
}
