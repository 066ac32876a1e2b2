import ModelGraph
import ModelZoo
import Testing

@Suite("The zoo")
struct ArchitectureTests {
    @Test("has six networks with different names")
    func names() {
        #expect(
            ModelZoo.all.map(\.name) == [
                "alexnet", "vgg16", "resnet18", "squeezenet1_1", "mobilenet_v2", "shufflenet_v2_x1_0",
            ])
        #expect(ModelZoo.architecture(named: "resnet19") == nil)
    }

    @Test("every network can have another number of classes", arguments: ModelZoo.all.map(\.name))
    func classes(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        let graph = try architecture.graph(classes: 10)
        #expect(graph.outputShape.dimensions == [10])
        #expect(try architecture.graph().outputShape.dimensions == [1000])
    }

    @Test("every network takes larger images and other channels", arguments: ModelZoo.all.map(\.name))
    func input(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        let graph = try architecture.graph(input: [1, 299, 256])
        #expect(graph.inputShape.dimensions == [1, 299, 256])
        #expect(graph.outputShape.dimensions == [1000])
    }

    @Test("stages have the shapes of the papers' tables")
    func shapes() throws {
        let expected: [(Architecture, String, [Int])] = [
            (.alexnet, "features.5", [192, 13, 13]),
            (.vgg16, "features.30", [512, 7, 7]),
            (.resnet18, "layer3.1.relu_1", [256, 14, 14]),
            (.squeezenet1_1, "features.5", [128, 27, 27]),
            (.mobilenetV2, "features.14.conv.3", [160, 7, 7]),
            (.shufflenetV2x1_0, "stage4.3.shuffle", [464, 7, 7]),
        ]
        for (architecture, name, shape) in expected {
            let graph = try architecture.graph()
            let node = try #require(graph.node(named: name), "\(architecture.name) has \(name)")
            #expect(graph.outputShapes(of: node).map(\.dimensions) == [shape])
        }
    }

    @Test("an image that is too small is refused with the layer where it ends")
    func tooSmall() {
        // features.0: ⌊(15 + 4 − 11)/4⌋ + 1 = 3; features.2: 1; features.3 keeps 1; features.5 needs 3.
        #expect(throws: ModelGraphError.emptyOutput(node: "features.5", input: [192, 1, 1])) {
            try Architecture.alexnet.graph(input: [3, 15, 15])
        }
    }

    @Test(
        "inputs that are not images are refused",
        arguments: [
            [], [3], [3, 224], [3, 0, 224], [3, -1, 224], [1, 3, 224, 224], [3, 1 << 40, 1 << 40], [3, .max, .max],
        ])
    func wrongInput(input: [Int]) {
        for architecture in ModelZoo.all {
            #expect(throws: ModelGraphError.self) { try architecture.graph(input: input) }
        }
    }

    @Test("images of half a million pixels a side are counted or refused, never trapped on")
    func hugeInput() {
        for architecture in ModelZoo.all {
            do throws(ModelGraphError) {
                let graph = try architecture.graph(input: [3, 1 << 19, 1 << 19])
                #expect(graph.analysis(batch: .max).batchMACs == .max)
            } catch {
                guard case .tooLarge = error else {
                    Issue.record("\(architecture.name): \(error)")
                    continue
                }
            }
        }
    }

    @Test("numbers of classes outside 1…2²⁰ are refused", arguments: [0, -1, 1 << 30, .max])
    func wrongClasses(classes: Int) {
        for architecture in ModelZoo.all {
            #expect(throws: ModelGraphError.self) { try architecture.graph(classes: classes) }
        }
    }

    @Test("published accuracies say whose they are")
    func accuracies() {
        for architecture in ModelZoo.all {
            #expect(architecture.published?.source.hasPrefix("published: torchvision") == true)
        }
        #expect(Architecture.resnet18.published?.top1 == 69.758)
    }
}
