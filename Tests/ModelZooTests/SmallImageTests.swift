import ModelGraph
import ModelZoo
import Testing

@Suite("Networks for small images")
struct SmallImageTests {
    @Test("the small network has the parameters and multiply-accumulates that its layers add up to")
    func shoestring() throws {
        let analysis = try #require(ModelZoo.architecture(named: "shoestring_cnn")).graph().analysis(batch: 1)
        // 9·(16 + 16·32 + 32·64 + 64·128) + 2·(16 + 32 + 64 + 128) + 128·10 + 10.
        #expect(analysis.parameters == 98_682)
        // 28²·9·16 + 28²·9·16·32 + 14²·9·32·64 + 7²·9·64·128 + 128·10.
        #expect(analysis.macs == 10_952_192)
    }

    @Test("the network without convolutions has the parameters that its layers add up to, for any input")
    func mlp() throws {
        let analysis = try #require(ModelZoo.architecture(named: "mlp")).graph().analysis(batch: 1)
        // 784·256 + 256 + 256·128 + 128 + 128·10 + 10.
        #expect(analysis.parameters == 235_146)
        #expect(analysis.macs == 234_752)
        #expect(try Architecture.mlp.graph(input: [3, 1, 1], classes: 2).outputShape.dimensions == [2])
    }

    @Test("ResNet-18 for small images differs from the large one in the first kernel, the pool and the classes alone")
    func resnet() throws {
        let small = try #require(ModelZoo.architecture(named: "resnet18_small")).graph()
        // 11,689,512 of resnet18; 64·3·(7² − 3²) fewer in the first convolution, 990·513 fewer in the last layer.
        #expect(small.analysis(batch: 1).parameters == 11_689_512 - 64 * 3 * 40 - 990 * 513)
        #expect(small.node(named: "maxpool") == nil)
        let fashion = try Architecture.resnet18Small.graph(input: [1, 28, 28])
        #expect(fashion.outputShape.dimensions == [10])
    }

    @Test("every network that is listed can be found by its name, which no other has")
    func names() throws {
        #expect(Set(ModelZoo.every.map(\.name)).count == ModelZoo.every.count)
        for architecture in ModelZoo.every {
            #expect(ModelZoo.architecture(named: architecture.name)?.name == architecture.name)
        }
    }
}
