import ModelGraph

extension Sequential {
    /// Convolution without bias, batch normalisation and a function if there is one: `0`, `1` and `2` below this layer's number
    /// (torchvision's `Conv2dNormActivation`). The image keeps its size but for the stride.
    func normalized(
        _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1, epsilon: Float = 1e-5, momentum: Float = 0.1,
        activation: Activation?
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let layers = net.sequential(name, from: input)
            try layers.convolution(
                channels, kernel: Extent(kernel), stride: Extent(stride), padding: Extent(kernel / 2),
                groups: groups, bias: false)
            try layers.batchNormalization(epsilon: epsilon, momentum: momentum)
            if let activation { try layers.activation(activation) }
            return layers.output
        }
    }

    /// Squeeze-and-excitation (Hu et al. 2017, section 3): the mean of each channel through two layers becomes the channel's
    /// factor (torchvision's `SqueezeExcitation`, whose two layers are 1×1 convolutions with bias).
    func squeezeExcitation(
        squeeze: Int, activation: Activation, gate: Activation
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let channels = try net.shape(of: input).channels
            var x = try net.adaptiveAveragePool("\(name).avgpool", input, to: 1)
            x = try net.convolution("\(name).fc1", x, squeeze, kernel: 1)
            x = try net.activation("\(name).activation", activation, x)
            x = try net.convolution("\(name).fc2", x, channels, kernel: 1)
            x = try net.activation("\(name).scale_activation", gate, x)
            return try net.multiply("\(name).mul", input, by: x)
        }
    }
}
