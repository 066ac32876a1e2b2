import ModelGraph
import Testing

@Suite("Windows have as many positions as in torch")
struct WindowTests {
    /// Expected: `torch.nn.MaxPool2d(k, s, p, d, ceil_mode=c)(torch.zeros(1, 1, n, n)).shape[-1]`; by hand for the first four:
    /// ⌊(224 + 4 − 11)/4⌋ + 1 = 55; ⌊(111 − 3)/2⌋ + 1 = 55; ⌈(56 − 3)/2⌉ + 1 = 28; ⌊(28 + 4 − 4 − 1)/1⌋ + 1 = 28.
    @Test(
        arguments: [
            (n: 224, k: 11, s: 4, p: 2, d: 1, up: false, expected: 55),
            (n: 111, k: 3, s: 2, p: 0, d: 1, up: true, expected: 55),
            (n: 56, k: 3, s: 2, p: 0, d: 1, up: true, expected: 28),
            (n: 28, k: 3, s: 1, p: 2, d: 2, up: false, expected: 28),
            // Rounded up there would be ⌈(4 + 2 − 2)/3⌉ + 1 = 3 positions, but the third starts at 6, behind 4 + 1.
            (n: 4, k: 2, s: 3, p: 1, d: 1, up: true, expected: 2),
            (n: 3, k: 1, s: 4, p: 0, d: 1, up: true, expected: 1),
        ])
    func positions(n: Int, k: Int, s: Int, p: Int, d: Int, up: Bool, expected: Int) {
        let window = Window(kernel: Extent(k), stride: Extent(s), padding: Extent(p), dilation: Extent(d))
        #expect(window.positions(over: Extent(n), roundsUp: up) == Extent(expected))
    }

    @Test("the two axes are independent")
    func asymmetric() {
        let window = Window(kernel: Extent(height: 1, width: 7), padding: Extent(height: 0, width: 3))
        #expect(window.positions(over: Extent(height: 5, width: 9)) == Extent(height: 5, width: 9))
    }
}
