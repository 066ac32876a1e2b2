import Foundation
import Testing

@testable import ModelGraph

@Suite("Random numbers")
struct NumericTests {
    @Test("SplitMix64 gives its published first numbers for seed 0")
    func splitMix() {
        // prng.di.unimi.it/splitmix64.c with x = 0.
        #expect(SplitMix.element(0, key: 0) == 0xE220_A839_7B1D_CDAF)
        #expect(SplitMix.element(1, key: 0) == 0x6E78_9E6A_A1B9_65F4)
        #expect(SplitMix.element(2, key: 0) == 0x06C4_5D18_8009_454F)
    }

    @Test("FNV-1a gives its published test vectors")
    func fnv() {
        // isthe.com/chongo/src/fnv/test_fnv.c
        #expect(SplitMix.hash("") == 0xCBF2_9CE4_8422_2325)
        #expect(SplitMix.hash("a") == 0xAF63_DC4C_8601_EC8C)
        #expect(SplitMix.hash("foobar") == 0x8594_4171_F739_67E8)
    }

    /// Python: `statistics.NormalDist().inv_cdf(p)`.
    @Test(
        "normal quantiles have seven digits",
        arguments: [
            (0.5, 0.0), (0.6, 0.2533471031357998), (0.025, -1.9599639845400538), (0.975, 1.9599639845400536),
            (0.001, -3.090232306167813), (1e-12, -7.034483825301132),
        ])
    func quantile(probability: Double, expected: Double) {
        #expect(abs(NormalQuantile.value(at: probability) - expected) <= 2e-7 * max(abs(expected), 1))
    }

    @Test("our logarithm is the library's to 10⁻¹⁵ of its value", arguments: [1e-300, 1e-16, 0.07, 0.5, 0.7071, 0.999])
    func logarithm(x: Double) {
        // Literals would hide the argument; the C library is right to one unit in the last place.
        let reference = log(x)
        #expect(abs(NormalQuantile.logarithm(x) - reference) <= 4e-16 * max(abs(reference), 1))
    }
}
