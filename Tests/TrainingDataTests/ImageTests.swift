import Foundation
import Testing
import Training

@testable import TrainingData

@Suite("Images on their way to the network")
struct ImageTests {
    private func apply(_ transform: ImageTransform, _ image: RawImage, seed: UInt64? = nil) throws -> [Float] {
        let shape = transform.outputShape(for: [image.channels, image.height, image.width])
        var values = [Float](repeating: -1, count: shape.reduce(1, *))
        let chance = seed.map { SeededSequence($0) }
        try values.withUnsafeMutableBufferPointer { target in
            try transform.apply(image, shape: shape, chance: chance, to: target)
        }
        return values
    }

    @Test("values become (x/255 − mean)/deviation, channel by channel")
    func normalise() throws {
        let image = RawImage(channels: 2, height: 1, width: 2, pixels: [0, 255, 51, 102])
        let transform = ImageTransform(mean: [0.5, 0.2], deviation: [0.5, 0.1])
        #expect(try apply(transform, image) == [-1, 1, 0, 2])
    }

    @Test("the middle is cut for testing")
    func centre() throws {
        let image = RawImage(channels: 1, height: 3, width: 3, pixels: (0..<9).map { UInt8($0) })
        let transform = ImageTransform(crop: 1, mean: [0], deviation: [1.0 / 255])
        #expect(try apply(transform, image) == [4])
    }

    @Test("padding moves the image by up to that much, with black around, and the same seed moves it the same way")
    func padding() throws {
        let image = RawImage(channels: 1, height: 2, width: 2, pixels: [10, 20, 30, 40])
        let transform = ImageTransform(pad: 1, flip: true, mean: [0], deviation: [1.0 / 255])
        var results: Set<[Float]> = []
        for seed in 0..<400 { results.insert(try apply(transform, image, seed: UInt64(seed))) }
        // 3 × 3 places, each mirrored or not, all different for this image; those that push a whole row or column out keep it.
        #expect(results.count == 18)
        #expect(results.contains([10, 20, 30, 40]) && results.contains([20, 10, 40, 30]))
        #expect(results.contains([0, 0, 0, 10]))
        #expect(try apply(transform, image, seed: 9) == apply(transform, image, seed: 9))
        #expect(try apply(transform, image) == [10, 20, 30, 40])
    }

    @Test("without padding training images are cut in the middle too; with it anywhere")
    func cutWhileTraining() throws {
        let image = RawImage(channels: 1, height: 3, width: 3, pixels: (1...9).map { UInt8($0) })
        var places: Set<[Float]> = []
        for pad in [0, 1] {
            let transform = ImageTransform(crop: 1, pad: pad, mean: [0], deviation: [1.0 / 255])
            places = Set(try (0..<400).map { try apply(transform, image, seed: UInt64($0)) })
            if pad == 0 { #expect(places == [[5]]) }
        }
        // Every pixel, and the black around.
        #expect(places == Set((0...9).map { [Float($0)] }))
    }

    @Test("halving averages over the source pixels; the same size changes nothing")
    func resize() throws {
        let image = RawImage(channels: 1, height: 2, width: 4, pixels: [0, 100, 200, 200, 0, 100, 200, 200])
        #expect(image.resized(shorterSide: 2) == image)
        // A triangle of half width 2 pixels over centres 1 and 3: weights 1:3:3:1 cut at the edges to 3:3:1 and 1:3:3.
        let half = image.resized(shorterSide: 1)
        #expect(half.height == 1 && half.width == 2)
        #expect(half.pixels == [71, 186])
    }

    @Test("a picture of the wrong size is refused with what to give")
    func wrongSize() throws {
        let transform = ImageTransform(crop: 5, mean: [0], deviation: [1])
        #expect(throws: DataError.self) {
            try apply(transform, RawImage(channels: 1, height: 3, width: 9, pixels: .init(repeating: 0, count: 27)))
        }
    }

    @Test("grey becomes colour by repeating, colour becomes grey by the weights of ITU-R BT.601")
    func channels() {
        let grey = RawImage(channels: 1, height: 1, width: 2, pixels: [5, 9])
        #expect(grey.converted(toChannels: 3).pixels == [5, 9, 5, 9, 5, 9])
        let colour = RawImage(channels: 3, height: 1, width: 1, pixels: [255, 0, 0])
        #expect(colour.converted(toChannels: 1).pixels == [76])
    }
}
