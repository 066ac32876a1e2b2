import Dispatch
import Synchronization
import Training

/// Images ready for the network, `[N, C, H, W]`, with their labels.
public struct ImageBatch: Sendable {
    /// Row-major values.
    public let images: [Float]
    /// A label each.
    public let labels: [Int64]
    /// `[C, H, W]`.
    public let shape: [Int]
}

/// One pass over images, prepared ahead of the network on a queue of its own.
public final class BatchLoader: Sendable {
    /// What the pass is over.
    public struct Plan: Sendable {
        /// The images.
        public var images: ImageSet
        /// What is done to them.
        public var transform: ImageTransform
        /// `[C, H, W]` of what comes out.
        public var shape: [Int]
        /// Images of a batch; the last one may have fewer.
        public var batch: Int
        /// The images' order; nil takes them as they are, without chance.
        public var seed: UInt64?
        /// The pass, from 0.
        public var epoch: Int
        /// Batches that were taken before.
        public var skip: Int

        /// A pass over all images in order, for testing.
        public init(images: ImageSet, transform: ImageTransform, shape: [Int], batch: Int) {
            self.images = images
            self.transform = transform
            self.shape = shape
            self.batch = batch
            seed = nil
            epoch = 0
            skip = 0
        }

        /// The number of batches. A last batch of one image is left out of training: batch normalisation has no variance over one
        /// value a channel.
        public var batchCount: Int {
            let whole = images.count / batch
            let rest = images.count % batch
            return rest == 0 || (seed != nil && rest == 1 && whole > 0) ? whole : whole + 1
        }
    }

    private let plan: Plan
    private let order: [Int]
    private let ready = Mutex<[Result<ImageBatch, DataError>]>([])
    /// The batch that is taken next; nil before the first.
    private let taken = Mutex<Int?>(nil)
    private let cancelled = Atomic(false)
    private let filled = DispatchSemaphore(value: 0)
    private let room: DispatchSemaphore
    private let queue = DispatchQueue(label: "training data")

    /// Starts preparing.
    /// - Parameter ahead: Batches that may lie ready.
    public init(_ plan: Plan, ahead: Int = 3) {
        self.plan = plan
        if let seed = plan.seed {
            var sequence = SeededSequence(seed, Purpose.order, UInt64(plan.epoch))
            order = sequence.permutation(of: plan.images.count)
        } else {
            order = Array(0..<plan.images.count)
        }
        room = DispatchSemaphore(value: 0)
        for _ in 0..<ahead { room.signal() }
    }

    private enum Purpose {
        static let order: UInt64 = 1
        static let augmentation: UInt64 = 2
    }

    /// The next batch, waited for; nil after the last one. For one thread.
    /// - Throws: ``DataError`` naming the image that cannot be used; nothing follows it.
    public func take() throws(DataError) -> ImageBatch? {
        let isFirst = taken.withLock { number in
            if number == nil {
                number = plan.skip
                return true
            }
            return false
        }
        if isFirst { queue.async { self.prepare() } }
        guard taken.withLock({ $0 ?? 0 }) < plan.batchCount else { return nil }
        filled.wait()
        let next = ready.withLock { $0.removeFirst() }
        taken.withLock { $0 = ($0 ?? 0) + 1 }
        room.signal()
        return try next.get()
    }

    /// Ends early: nothing is prepared any more when this returns.
    public func stop() {
        cancelled.store(true, ordering: .relaxed)
        room.signal()
        queue.sync {}
    }

    private func prepare() {
        for index in plan.skip..<plan.batchCount {
            room.wait()
            if cancelled.load(ordering: .relaxed) { return }
            let result = batch(index)
            ready.withLock { $0.append(result) }
            filled.signal()
            if case .failure = result { return }
        }
    }

    private func batch(_ index: Int) -> Result<ImageBatch, DataError> {
        let members = order[(index * plan.batch)..<min((index + 1) * plan.batch, order.count)]
        let size = plan.shape.reduce(1, *)
        let labels = members.map { Int64(plan.images.labels[$0]) }
        let rows = members.compactMap { plan.images.features($0) }
        if rows.count == members.count {
            return .success(ImageBatch(images: rows.flatMap(\.self), labels: labels, shape: plan.shape))
        }
        var failure: DataError?
        let images = unsafe [Float](unsafeUninitializedCapacity: size * members.count) { memory, count in
            unsafe memory.initialize(repeating: 0)
            for (position, member) in members.enumerated() {
                let target = unsafe UnsafeMutableBufferPointer(
                    rebasing: memory[(position * size)..<((position + 1) * size)])
                do throws(DataError) {
                    let image = try plan.images.image(member)
                    let chance = chance(member)
                    try unsafe plan.transform.apply(image, shape: plan.shape, chance: chance, to: target)
                } catch {
                    failure = error
                    break
                }
            }
            count = size * members.count
        }
        if let failure { return .failure(failure) }
        return .success(ImageBatch(images: images, labels: labels, shape: plan.shape))
    }

    private func chance(_ member: Int) -> SeededSequence? {
        plan.seed.map { SeededSequence($0, Purpose.augmentation, UInt64(plan.epoch), UInt64(member)) }
    }
}
