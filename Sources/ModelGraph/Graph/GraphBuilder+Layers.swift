extension GraphBuilder {
    /// Convolution of `[C, H, W]`; C is taken from the input.
    @discardableResult
    public func convolution(
        _ name: String, _ input: ValueID, _ channels: Int, kernel: Extent, stride: Extent = 1, padding: Extent = 0,
        dilation: Extent = 1, groups: Int = 1, bias: Bool = true
    ) throws(ModelGraphError) -> ValueID {
        let window = Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
        let convolution = Convolution(
            inputChannels: try shape(of: input).channels, outputChannels: channels, window: window, groups: groups,
            hasBias: bias)
        return try add(name, .convolution(convolution), [input])[0]
    }

    /// Batch normalisation; C is taken from the input.
    @discardableResult
    public func batchNormalization(
        _ name: String, _ input: ValueID, epsilon: Float = 1e-5, momentum: Float = 0.1
    ) throws(ModelGraphError) -> ValueID {
        let channels = try shape(of: input).channels
        let rule = BatchNormalization(channels: channels, epsilon: epsilon, momentum: momentum)
        return try add(name, .batchNormalization(rule), [input])[0]
    }

    /// Division by a power of the neighbouring channels; Caffe's numbers.
    @discardableResult
    public func localResponseNormalization(
        _ name: String, _ input: ValueID, size: Int = 5, alpha: Float = 1e-4, beta: Float = 0.75, offset: Float = 1
    ) throws(ModelGraphError) -> ValueID {
        let rule = LocalResponseNormalization(size: size, alpha: alpha, beta: beta, offset: offset)
        return try add(name, .localResponseNormalization(rule), [input])[0]
    }

    /// Fully connected layer of `[F]`; F is taken from the input.
    @discardableResult
    public func linear(
        _ name: String, _ input: ValueID, _ features: Int, bias: Bool = true
    ) throws(ModelGraphError) -> ValueID {
        let rule = Linear(inputFeatures: try shape(of: input).channels, outputFeatures: features, hasBias: bias)
        return try add(name, .linear(rule), [input])[0]
    }

    /// An element-wise function.
    @discardableResult
    public func activation(
        _ name: String, _ function: Activation, _ input: ValueID
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .activation(function), [input])[0]
    }

    /// max(x, 0).
    @discardableResult
    public func relu(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        try activation(name, .relu, input)
    }

    /// ReLU with a learned slope below zero for each channel.
    @discardableResult
    public func parametricReLU(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        try add(name, .parametricReLU(ParametricReLU(slopes: try shape(of: input).channels)), [input])[0]
    }

    /// Maximum under a sliding window.
    @discardableResult
    public func maxPool(
        _ name: String, _ input: ValueID, kernel: Extent, stride: Extent, padding: Extent = 0, roundsUp: Bool = false
    ) throws(ModelGraphError) -> ValueID {
        let window = Window(kernel: kernel, stride: stride, padding: padding)
        return try add(name, .maxPool(MaxPool(window: window, roundsUp: roundsUp)), [input])[0]
    }

    /// Mean under a sliding window.
    @discardableResult
    public func averagePool(
        _ name: String, _ input: ValueID, kernel: Extent, stride: Extent, padding: Extent = 0, roundsUp: Bool = false,
        countsPadding: Bool = true
    ) throws(ModelGraphError) -> ValueID {
        let window = Window(kernel: kernel, stride: stride, padding: padding)
        let rule = AveragePool(window: window, roundsUp: roundsUp, countsPadding: countsPadding)
        return try add(name, .averagePool(rule), [input])[0]
    }

    /// Mean over a given number of parts of each axis; 1 for the mean of each channel.
    @discardableResult
    public func adaptiveAveragePool(
        _ name: String, _ input: ValueID, to size: Extent
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .adaptiveAveragePool(AdaptiveAveragePool(size: size)), [input])[0]
    }

    /// Sum of two values of one shape.
    @discardableResult
    public func add(_ name: String, _ left: ValueID, _ right: ValueID) throws(ModelGraphError) -> ValueID {
        try add(name, .add(Add()), [left, right])[0]
    }

    /// Product of two values: of one shape, or `[C, H, W]` and one factor for each channel, `[C, 1, 1]`.
    @discardableResult
    public func multiply(
        _ name: String, _ input: ValueID, by factors: ValueID
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .multiply(Multiply()), [input, factors])[0]
    }

    /// Values one after another along the channels.
    @discardableResult
    public func concatenate(_ name: String, _ inputs: ValueID...) throws(ModelGraphError) -> ValueID {
        try concatenate(name, inputs)
    }

    /// Values one after another along the channels.
    @discardableResult
    public func concatenate(_ name: String, _ inputs: [ValueID]) throws(ModelGraphError) -> ValueID {
        try add(name, .concatenate(Concatenate()), inputs)[0]
    }

    /// Channels of zeros behind the input's own.
    @discardableResult
    public func padChannels(
        _ name: String, _ input: ValueID, adding added: Int
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .padChannels(ChannelPadding(added: added)), [input])[0]
    }

    /// Two equal halves of the channels (torch's `chunk(2, dim=1)`).
    /// - Throws: ``ModelGraphError/shapeMismatch(node:found:expected:)`` if the number of channels is odd.
    public func halves(_ name: String, _ input: ValueID) throws(ModelGraphError) -> (ValueID, ValueID) {
        let half = try shape(of: input).channels / 2
        let parts = try add(name, .split(Split(sections: [half, half])), [input])
        return (parts[0], parts[1])
    }

    /// Channels of groups interleaved.
    @discardableResult
    public func channelShuffle(
        _ name: String, _ input: ValueID, groups: Int
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .channelShuffle(ChannelShuffle(groups: groups)), [input])[0]
    }

    /// `[C, H, W]` to `[C·H·W]`.
    @discardableResult
    public func flatten(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        try add(name, .flatten(Flatten()), [input])[0]
    }

    /// Random zeros in training: elements, whole channels, or the whole value of a sample.
    @discardableResult
    public func dropout(
        _ name: String, _ input: ValueID, probability: Float, unit: Dropout.Unit = .element
    ) throws(ModelGraphError) -> ValueID {
        try add(name, .dropout(Dropout(probability: probability, unit: unit)), [input])[0]
    }
}
