/// T(b) = a + c·b through the runs of one network in one precision, a and c from 0.
struct BatchLine {
    let fixed: Double
    let perImage: Double

    /// Least squares in relative error; nil with fewer than two different batches.
    init?(_ runs: [RunObservation]) {
        guard Set(runs.map(\.batch)).count >= 2 else { return nil }
        var system = LinearSystem(size: 2)
        for run in runs {
            system.add(row: [1 / run.seconds, Double(run.batch) / run.seconds], value: 1, weight: 1)
        }
        guard let solution = system.solution() else { return nil }
        if solution[0] >= 0, solution[1] >= 0 {
            (fixed, perImage) = (solution[0], solution[1])
        } else if solution[1] < 0 {
            // Larger batches took less time: the noise is larger than the slope.
            (fixed, perImage) = (RunTimeStatistics.median(runs.map(\.seconds)) ?? 0, 0)
        } else {
            let rates = runs.map { $0.seconds / Double($0.batch) }
            (fixed, perImage) = (0, RunTimeStatistics.median(rates) ?? 0)
        }
    }

    func seconds(_ batch: Int) -> Double { fixed + perImage * Double(batch) }
}
