/// The architectures that Shoestring builds itself.
public enum ModelZoo {
    /// Every architecture, in order of publication.
    public static let all: [Architecture] = [
        .alexnet, .vgg16, .resnet18, .squeezenet1_1, .mobilenetV2, .shufflenetV2x1_0, .resnet18Small, .shoestringCNN,
    ]

    /// The architecture of this name, or nil.
    public static func architecture(named name: String) -> Architecture? {
        all.first { $0.name == name }
    }
}
