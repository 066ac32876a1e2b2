import Testing

@testable import TrainingData

@Suite("Batches")
struct BatchLoaderTests {
    /// Ten images of one pixel, whose value is the label.
    private func plan(batch: Int, seed: UInt64? = nil, epoch: Int = 0, skip: Int = 0) throws -> BatchLoader.Plan {
        let images = try ImageSet(
            name: "t", classes: (0..<10).map(String.init), labels: Array(0..<10), channels: 1, height: 1, width: 1,
            pixels: (0..<10).map { UInt8($0) }, path: "t")
        var plan = BatchLoader.Plan(
            images: images, transform: ImageTransform(mean: [0], deviation: [1.0 / 255]), shape: [1, 1, 1], batch: batch
        )
        plan.seed = seed
        plan.epoch = epoch
        plan.skip = skip
        return plan
    }

    private func labels(_ plan: BatchLoader.Plan) throws -> [[Int64]] {
        let loader = BatchLoader(plan)
        defer { loader.stop() }
        var all: [[Int64]] = []
        while let batch = try loader.take() {
            #expect(batch.images == batch.labels.map(Float.init))
            all.append(batch.labels)
        }
        return all
    }

    @Test("come in order without a seed, the last one smaller")
    func order() throws {
        #expect(try labels(plan(batch: 4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    }

    @Test("come in another order every epoch, the same for the same seed")
    func shuffled() throws {
        let first = try labels(plan(batch: 10, seed: 3))
        #expect(try labels(plan(batch: 10, seed: 3)) == first)
        #expect(try labels(plan(batch: 10, seed: 3, epoch: 1)) != first)
        #expect(first[0].sorted() == Array(0..<10))
    }

    @Test("go on in the middle of an epoch as if nothing had happened")
    func resumed() throws {
        let whole = try labels(plan(batch: 3, seed: 5, epoch: 2))
        #expect(try labels(plan(batch: 3, seed: 5, epoch: 2, skip: 2)) == Array(whole[2...]))
        #expect(try labels(plan(batch: 3, seed: 5, epoch: 2, skip: 3)) == [])
    }

    @Test("a single image left over is not trained with, but tested with")
    func leftOver() throws {
        #expect(try labels(plan(batch: 3, seed: 5)).map(\.count) == [3, 3, 3])
        #expect(try labels(plan(batch: 3)).map(\.count) == [3, 3, 3, 1])
    }

    @Test("a loader that is stopped early leaves nothing running")
    func stopped() throws {
        let loader = BatchLoader(try plan(batch: 1))
        _ = try loader.take()
        loader.stop()
    }

    @Test("mean and deviation are those of the values over 255")
    func statistics() throws {
        let statistics = try plan(batch: 1).images.statistics(channels: 1)
        // 0…9: mean 4.5, variance 8.25.
        #expect(abs(statistics.mean[0] - 4.5 / 255) < 1e-12)
        #expect(abs(statistics.deviation[0] - 8.25.squareRoot() / 255) < 1e-12)
    }
}
