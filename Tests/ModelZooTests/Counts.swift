import Testing

/// Literal figures of facts/models.csv, computed with torch 2.13.0+cpu, torchvision 0.28.0 and timm 1.0.31, batch 1.
///
/// `torch.utils.flop_counter`/2 gives the same multiply-accumulates. For the networks that neither library has, derivations are in
/// `PaperCountTests`. `canziani`, `largest` and `peakLive` were computed there by hooks on every module. For functional pools that
/// script took 1 instead of the kernel's 9, so inception_v3 got 8 more for each of 2,134,784 outputs: average pools of A (192 + 256
/// + 288 channels, 35²), C (4 · 768, 17²) and E (1280 + 2048, 8²), maximum pools of B (288, 17²) and D (768, 8²).
struct Counts: Sendable, CustomTestStringConvertible {
    let name: String
    let parameters, convolution, linear, normalization, buffers: Int
    let macs, canziani: Int
    /// Elements that convolutions and linear layers write, and of the largest output.
    let outputs, largest: Int
    /// Megabytes (10⁶ bytes), three digits.
    let peakLive: Double
    /// Numbers of convolutions, of depthwise ones among them, and of linear layers.
    let layers: (convolutions: Int, depthwise: Int, linears: Int)

    var testDescription: String { name }

    static let all: [Counts] = [
        Counts(
            name: "alexnet_2012", parameters: 60_965_224, convolution: 2_334_080, linear: 58_631_144,
            normalization: 0, buffers: 0, macs: 724_406_816, canziani: 1_451_233_352,
            outputs: 659_272, largest: 290_400, peakLive: 2.323, layers: (5, 0, 3)),
        Counts(
            name: "alexnet", parameters: 61_100_840, convolution: 2_469_696, linear: 58_631_144,
            normalization: 0, buffers: 0, macs: 714_188_480, canziani: 1_430_159_208,
            outputs: 494_184, largest: 193_600, peakLive: 1.377, layers: (5, 0, 3)),
        Counts(
            name: "bn_alexnet", parameters: 61_119_528, convolution: 2_469_696, linear: 58_631_144,
            normalization: 18_688, buffers: 18_695, macs: 714_188_480, canziani: 1_430_159_208,
            outputs: 494_184, largest: 193_600, peakLive: 1.377, layers: (5, 0, 3)),
        Counts(
            name: "nin", parameters: 7_595_176, convolution: 7_595_176, linear: 0,
            normalization: 0, buffers: 0, macs: 1_100_188_800, canziani: 2_204_929_440,
            outputs: 1_704_096, largest: 279_936, peakLive: 2.239, layers: (12, 0, 0)),
        Counts(
            name: "bn_nin", parameters: 8_655_336, convolution: 7_619_776, linear: 1_025_000,
            normalization: 10_560, buffers: 10_572, macs: 1_259_939_840, canziani: 2_524_992_360,
            outputs: 1_882_600, largest: 301_056, peakLive: 2.408, layers: (12, 0, 1)),
        Counts(
            name: "vgg16", parameters: 138_357_544, convolution: 14_714_688, linear: 123_642_856,
            normalization: 0, buffers: 0, macs: 15_470_264_320, canziani: 30_973_762_536,
            outputs: 13_556_712, largest: 3_211_264, peakLive: 25.69, layers: (13, 0, 3)),
        Counts(
            name: "vgg19", parameters: 143_667_240, convolution: 20_024_384, linear: 123_642_856,
            normalization: 0, buffers: 0, macs: 19_632_062_464, canziani: 39_299_967_976,
            outputs: 14_861_288, largest: 3_211_264, peakLive: 25.69, layers: (16, 0, 3)),
        Counts(
            name: "googlenet", parameters: 6_624_904, convolution: 5_585_344, linear: 1_025_000,
            normalization: 14_560, buffers: 14_617, macs: 1_498_376_192, canziani: 3_015_759_112,
            outputs: 3_227_160, largest: 802_816, peakLive: 4.014, layers: (57, 0, 1)),
        Counts(
            name: "inception_v3", parameters: 23_834_568, convolution: 21_751_136, linear: 2_049_000,
            normalization: 34_432, buffers: 34_526, macs: 5_713_216_096, canziani: 11_451_689_256 + 8 * 2_134_784,
            outputs: 8_968_488, largest: 1_382_976, peakLive: 8.298, layers: (94, 0, 1)),
        Counts(
            name: "inception_v4", parameters: 42_679_816, convolution: 41_079_648, linear: 1_537_000,
            normalization: 63_168, buffers: 63_317, macs: 12_253_974_624, canziani: 24_583_136_104,
            outputs: 15_090_184, largest: 1_382_976, peakLive: 8.942, layers: (149, 0, 1)),
        Counts(
            name: "resnet18", parameters: 11_689_512, convolution: 11_166_912, linear: 513_000,
            normalization: 9_600, buffers: 9_620, macs: 1_814_073_344, canziani: 3_636_251_112,
            outputs: 2_484_712, largest: 802_816, peakLive: 4.014, layers: (20, 0, 1)),
        Counts(
            name: "resnet34", parameters: 21_797_672, convolution: 21_267_648, linear: 513_000,
            normalization: 17_024, buffers: 17_060, macs: 3_663_761_408, canziani: 7_339_390_440,
            outputs: 3_739_112, largest: 802_816, peakLive: 4.014, layers: (36, 0, 1)),
        Counts(
            name: "resnet50", parameters: 25_557_032, convolution: 23_454_912, linear: 2_049_000,
            normalization: 53_120, buffers: 53_173, macs: 4_089_184_256, canziani: 8_211_937_256,
            outputs: 11_114_984, largest: 802_816, peakLive: 7.225, layers: (53, 0, 1)),
        Counts(
            name: "resnet101", parameters: 44_549_160, convolution: 42_394_816, linear: 2_049_000,
            normalization: 105_344, buffers: 105_448, macs: 7_801_405_440, canziani: 15_653_439_464,
            outputs: 16_232_936, largest: 802_816, peakLive: 7.225, layers: (104, 0, 1)),
        Counts(
            name: "resnet152", parameters: 60_192_808, convolution: 57_992_384, linear: 2_049_000,
            normalization: 151_424, buffers: 151_579, macs: 11_513_626_624, canziani: 23_098_955_752,
            outputs: 22_555_112, largest: 802_816, peakLive: 7.225, layers: (155, 0, 1)),
        Counts(
            name: "squeezenet1_0", parameters: 1_248_424, convolution: 1_248_424, linear: 0,
            normalization: 0, buffers: 0, macs: 818_924_576, canziani: 1_651_519_440,
            outputs: 4_346_248, largest: 1_140_576, peakLive: 5.972, layers: (26, 0, 0)),
        Counts(
            name: "squeezenet1_1", parameters: 1_235_496, convolution: 1_235_496, linear: 0,
            normalization: 0, buffers: 0, macs: 349_151_936, canziani: 706_454_160,
            outputs: 2_589_352, largest: 788_544, peakLive: 3.929, layers: (26, 0, 0)),
        Counts(
            name: "enet_cls", parameters: 467_156, convolution: 326_876, linear: 129_000,
            normalization: 7_520, buffers: 7_587, macs: 311_206_656, canziani: 636_977_896,
            outputs: 4_328_680, largest: 200_704, peakLive: 1.806, layers: (71, 0, 1)),
        Counts(
            name: "enet_encoder_seg", parameters: 340_607, convolution: 329_327, linear: 0,
            normalization: 7_520, buffers: 7_587, macs: 1_635_188_736, canziani: 3_346_542_592,
            outputs: 22_687_744, largest: 1_048_576, peakLive: 9.437, layers: (72, 0, 0)),
        Counts(
            name: "mobilenet_v1", parameters: 4_231_976, convolution: 3_185_088, linear: 1_025_000,
            normalization: 21_888, buffers: 21_915, macs: 568_740_352, canziani: 1_147_567_080,
            outputs: 5_043_688, largest: 802_816, peakLive: 4.817, layers: (27, 13, 1)),
        Counts(
            name: "mobilenet_v2", parameters: 3_504_872, convolution: 2_189_760, linear: 1_281_000,
            normalization: 34_112, buffers: 34_164, macs: 300_774_272, canziani: 614_766_216,
            outputs: 6_679_112, largest: 1_204_224, peakLive: 6.021, layers: (52, 17, 1)),
        Counts(
            name: "mobilenet_v3_small", parameters: 2_542_856, convolution: 914_896, linear: 1_615_848,
            normalization: 12_112, buffers: 12_146, macs: 56_510_400, canziani: 115_817_528,
            outputs: 1_417_680, largest: 225_792, peakLive: 1.405, layers: (52, 11, 2)),
        Counts(
            name: "mobilenet_v3_large", parameters: 5_483_032, convolution: 2_947_552, linear: 2_511_080,
            normalization: 24_400, buffers: 24_446, macs: 216_589_760, canziani: 442_264_120,
            outputs: 4_407_168, largest: 802_816, peakLive: 4.014, layers: (62, 15, 2)),
        Counts(
            name: "shufflenet_v1_g1", parameters: 1_531_936, convolution: 940_248, linear: 577_000,
            normalization: 14_688, buffers: 14_737, macs: 143_078_976, canziani: 292_655_176,
            outputs: 1_913_176, largest: 301_056, peakLive: 1.806, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v1_g2", parameters: 1_733_848, convolution: 912_448, linear: 801_000,
            normalization: 20_400, buffers: 20_449, macs: 140_836_512, canziani: 290_140_440,
            outputs: 2_547_040, largest: 301_056, peakLive: 1.806, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v1_g3", parameters: 1_865_728, convolution: 880_248, linear: 961_000,
            normalization: 24_480, buffers: 24_529, macs: 137_460_672, canziani: 284_796_040,
            outputs: 2_999_800, largest: 301_056, peakLive: 1.806, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v1_g4", parameters: 1_968_344, convolution: 851_600, linear: 1_089_000,
            normalization: 27_744, buffers: 27_793, macs: 134_339_776, canziani: 279_680_072,
            outputs: 3_362_008, largest: 301_056, peakLive: 2.007, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v1_g8", parameters: 2_434_768, convolution: 858_600, linear: 1_537_000,
            normalization: 39_168, buffers: 39_217, macs: 138_365_952, canziani: 291_672_808,
            outputs: 4_629_736, largest: 301_056, peakLive: 2.71, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v1_g3_x0_5", parameters: 718_888, convolution: 225_648, linear: 481_000,
            normalization: 12_240, buffers: 12_289, macs: 42_688_992, canziani: 91_030_840,
            outputs: 1_641_520, largest: 301_056, peakLive: 1.806, layers: (49, 16, 1)),
        Counts(
            name: "shufflenet_v2_x0_5", parameters: 1_366_792, convolution: 333_840, linear: 1_025_000,
            normalization: 7_952, buffers: 8_008, macs: 40_476_448, canziani: 83_476_808,
            outputs: 1_024_904, largest: 301_056, peakLive: 1.806, layers: (56, 19, 1)),
        Counts(
            name: "shufflenet_v2_x1_0", parameters: 2_278_604, convolution: 1_237_424, linear: 1_025_000,
            normalization: 16_180, buffers: 16_236, macs: 144_907_992, canziani: 293_932_592,
            outputs: 1_951_200, largest: 301_056, peakLive: 1.806, layers: (56, 19, 1)),
        Counts(
            name: "shufflenet_v2_x1_5", parameters: 3_503_624, convolution: 2_455_184, linear: 1_025_000,
            normalization: 23_440, buffers: 23_496, macs: 295_759_392, canziani: 597_040_712,
            outputs: 2_768_520, largest: 301_056, peakLive: 1.806, layers: (56, 19, 1)),
        Counts(
            name: "shufflenet_v2_x2_0", parameters: 7_393_996, convolution: 5_311_280, linear: 2_049_000,
            normalization: 33_716, buffers: 33_772, macs: 583_253_464, canziani: 1_173_721_904,
            outputs: 3_744_992, largest: 382_592, peakLive: 2.296, layers: (56, 19, 1)),
        Counts(
            name: "efficientnet_b0", parameters: 5_288_548, convolution: 3_965_532, linear: 1_281_000,
            normalization: 42_016, buffers: 42_065, macs: 385_814_752, canziani: 784_964_640,
            outputs: 6_748_036, largest: 1_204_224, peakLive: 6.021, layers: (81, 16, 1)),
        Counts(
            name: "efficientnet_b1", parameters: 7_794_184, convolution: 6_451_136, linear: 1_281_000,
            normalization: 62_048, buffers: 62_117, macs: 686_802_832, canziani: 1_395_618_984,
            outputs: 10_884_328, largest: 1_382_400, peakLive: 6.912, layers: (115, 23, 1)),
    ]
}
