import Glibc
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// How well a network names images.
struct Evaluation {
    /// Mean cross-entropy, without label smoothing.
    let loss: Double
    /// What was taken for what.
    let confusion: ConfusionMatrix

    var accuracy: Double { confusion.accuracy ?? 0 }

    /// Runs every image through the network once, as at inference.
    /// - Parameter between: Called between two batches.
    static func of(
        _ network: borrowing TorchNetwork, on images: ImageSet, _ data: TrainingImages, batch: Int, average: Bool,
        bf16: Bool, between: () throws(AttemptFailure) -> Void
    ) throws(AttemptFailure) -> Evaluation {
        var confusion = ConfusionMatrix(classes: images.classes)
        var loss = 0.0
        let classes = images.classes.count
        let plan = BatchLoader.Plan(images: images, transform: data.transform, shape: data.shape, batch: batch)
        let loader = BatchLoader(plan)
        defer { loader.stop() }
        while let (batch, _) = try loader.next() {
            try between()
            let prepared = TorchBatch(images: batch.images, labels: batch.labels, shape: batch.shape)
            let logits = try translating(.failed) { () throws(TorchError) in
                try network.predict(prepared, average: average, bf16: bf16)
            }
            for (index, label) in batch.labels.enumerated() {
                let row = logits[(index * classes)..<((index + 1) * classes)]
                let top = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
                confusion.count(label: Int(label), named: top - row.startIndex)
                let peak = Double(row[top])
                let sum = row.reduce(0.0) { $0 + exp(Double($1) - peak) }
                loss += log(sum) + peak - Double(row[row.startIndex + Int(label)])
            }
        }
        return Evaluation(loss: loss / Double(max(images.count, 1)), confusion: confusion)
    }
}

extension BatchLoader {
    /// The next batch with the seconds that it was waited for, data errors as failures of the attempt.
    func next() throws(AttemptFailure) -> (batch: ImageBatch, waited: Double)? {
        let begin = MonotonicClock.nanoseconds()
        do throws(DataError) {
            guard let batch = try take() else { return nil }
            return (batch, MonotonicClock.seconds(since: begin))
        } catch {
            throw error.failure
        }
    }
}
