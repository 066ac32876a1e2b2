import Testing
import Training

@Suite("What is decided and counted without an engine")
struct DecisionTests {
    @Test("stops after so many epochs without a better accuracy, and a NaN is not better")
    func stopping() {
        var stopping = EarlyStopping(patience: 2)
        #expect(stopping.take(accuracy: 0.5, epoch: 1) == .best)
        #expect(stopping.take(accuracy: 0.5, epoch: 2) == .goOn)
        #expect(stopping.take(accuracy: 0.6, epoch: 3) == .best)
        #expect(stopping.take(accuracy: .nan, epoch: 4) == .goOn)
        #expect(stopping.take(accuracy: 0.59, epoch: 5) == .stop)
        #expect(stopping.bestEpoch == 3)
        // What a checkpoint of after the last epoch says.
        #expect(stopping.isOver(after: 5) && !stopping.isOver(after: 4))
        var endless = EarlyStopping(patience: nil)
        #expect((1...50).allSatisfy { endless.take(accuracy: 0, epoch: $0) != .stop })
    }

    @Test("the interval of 9 of 10 is Wilson's 59.58…98.21 %")
    func wilson() throws {
        // Wilson 1927: p = 0.9, n = 10, z = 1.96: centre (0.9 + 0.192073)/1.384146, half width 0.267337/1.384146.
        let interval = try #require(ConfusionMatrix.wilson(correct: 9, of: 10))
        #expect(abs(interval.lowerBound - 0.59585) < 1e-5)
        #expect(abs(interval.upperBound - 0.98212) < 1e-5)
        #expect(ConfusionMatrix.wilson(correct: 0, of: 0) == nil)
    }

    @Test("a confusion matrix counts by true and by named class, and quotes names with commas")
    func confusion() {
        var matrix = ConfusionMatrix(classes: ["a", "b,c"])
        matrix.count(label: 0, named: 0)
        matrix.count(label: 0, named: 1)
        matrix.count(label: 1, named: 1)
        #expect(matrix.accuracy == 2.0 / 3)
        #expect(matrix.csv == "true \\ named,a,\"b,c\"\na,1,1\n\"b,c\",0,1\n")
    }

    @Test("a seeded order is a permutation, the same for the same numbers and another for others")
    func order() {
        var first = SeededSequence(1, 2, 3)
        var again = SeededSequence(1, 2, 3)
        var other = SeededSequence(1, 2, 4)
        let order = first.permutation(of: 1000)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order == again.permutation(of: 1000))
        #expect(order != other.permutation(of: 1000))
        // Each of 4 numbers in 4,000 draws: 1,000 ± 5 standard deviations of 27.
        var counts = [Int](repeating: 0, count: 4)
        for _ in 0..<4000 { counts[first.next(below: 4)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 1000) < 137 })
    }
}
