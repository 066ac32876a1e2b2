import ModelGraph
import ModelZoo
import Testing

@Suite("The zoo")
struct ArchitectureTests {
    @Test("has 35 networks with different names")
    func names() {
        #expect(Set(ModelZoo.all.map(\.name)).count == 35)
        #expect(ModelZoo.architecture(named: "resnet19") == nil)
    }

    @Test("every network can have another number of classes", arguments: ModelZoo.all.map(\.name))
    func classes(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        let graph = try architecture.graph(classes: 10)
        #expect(graph.outputShape.channels == 10)
        #expect(try architecture.graph().outputShape.channels == architecture.classes)
    }

    @Test("classifiers give a vector for 1000 classes, the segmentation encoder 19 maps an eighth of the image's size")
    func outputs() throws {
        for architecture in ModelZoo.all where architecture.name != "enet_encoder_seg" {
            #expect(try architecture.graph().outputShape.dimensions == [1000])
        }
        #expect(try Architecture.enetEncoderSegmentation.graph().outputShape.dimensions == [19, 64, 64])
        let wide = try Architecture.enetEncoderSegmentation.graph(input: [3, 360, 640])
        #expect(wide.outputShape.dimensions == [19, 45, 80])
    }

    @Test("every network takes larger images and other channels", arguments: ModelZoo.all.map(\.name))
    func input(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        let graph = try architecture.graph(input: [1, 299, 256])
        #expect(graph.inputShape.dimensions == [1, 299, 256])
        #expect(graph.outputShape.channels == architecture.classes)
    }

    @Test("stages have the shapes of the papers' tables")
    func shapes() throws {
        let expected: [(Architecture, String, [Int])] = [
            (.alexnet, "features.5", [192, 13, 13]),
            (.alexnet2012, "pool2", [256, 13, 13]),
            (.nin, "pool3", [384, 6, 6]),
            (.bnNIN, "features.29", [384, 7, 7]),
            (.googlenet, "inception4e.cat", [832, 14, 14]),
            (.inceptionV3, "Mixed_6e.cat", [768, 17, 17]),
            (.inceptionV4, "features.17.cat", [1024, 17, 17]),
            (.resnet152, "layer3.35.relu_2", [1024, 14, 14]),
            (.squeezenet1_0, "features.6", [256, 27, 27]),
            (.enetClassifier, "bottleneck3_8.prelu3", [128, 28, 28]),
            (.mobilenetV1, "blocks.3.5.act2", [512, 14, 14]),
            (.mobilenetV3Large, "features.12.block.2.scale_activation", [672, 1, 1]),
            (.mobilenetV3Small, "features.11.add", [96, 7, 7]),
            (.efficientnetB0, "features.3.0.block.2.fc1", [6, 1, 1]),
            (.efficientnetB1, "features.7.1.add", [320, 8, 8]),
            (.shufflenetV1g3, "stage4.3.relu2", [960, 7, 7]),
            (.shufflenetV2x2_0, "stage3.7.shuffle", [488, 14, 14]),
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

    @Test("published accuracies say whose they are; where nothing is published, or nothing comparable, there is none")
    func accuracies() {
        let without = ModelZoo.all.filter { $0.published == nil }.map(\.name)
        #expect(without == ["nin", "enet_cls", "enet_encoder_seg"])
        for architecture in ModelZoo.all {
            guard let published = architecture.published else { continue }
            #expect(published.source.hasPrefix("published: "))
            #expect((50...100).contains(published.top1))
        }
        #expect(Architecture.resnet18.published?.top1 == 69.758)
        #expect(Architecture.bnAlexnet.published?.top5 == nil)
    }
}
