import ModelGraph

/// The layer that the Inception networks are made of: convolution without bias, batch normalisation (ε 0.001), ReLU; called
/// `conv` and `bn` below the layer's name by torchvision (`BasicConv2d`) and timm (`ConvNormAct`) alike.
struct BasicConvolution {
    let channels: Int
    let kernel: Extent
    let stride: Extent
    let padding: Extent

    /// The image keeps its size but for the stride.
    static func same(_ channels: Int, _ height: Int, _ width: Int, stride: Int = 1) -> BasicConvolution {
        BasicConvolution(
            channels: channels, kernel: Extent(height: height, width: width), stride: Extent(stride),
            padding: Extent(height: height / 2, width: width / 2))
    }

    /// No padding: the image loses the kernel's border ("V" in the figures of Szegedy et al. 2016).
    static func valid(_ channels: Int, _ height: Int, _ width: Int, stride: Int = 1) -> BasicConvolution {
        BasicConvolution(
            channels: channels, kernel: Extent(height: height, width: width), stride: Extent(stride), padding: 0)
    }
}

extension GraphBuilder {
    /// Basic convolutions one after another.
    func branch(
        _ input: ValueID, _ layers: [(name: String, layer: BasicConvolution)]
    ) throws(ModelGraphError) -> ValueID {
        var x = input
        for (name, layer) in layers {
            x = try convolution(
                "\(name).conv", x, layer.channels, kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
                bias: false)
            x = try batchNormalization("\(name).bn", x, epsilon: 1e-3)
            x = try relu("\(name).relu", x)
        }
        return x
    }
}
