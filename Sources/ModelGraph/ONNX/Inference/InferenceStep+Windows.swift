extension InferenceStep {
    /// Convolutions and pools: what a window slides over. Nil for other operators.
    func windowed() throws(Uncountable) -> [InferredValue]? {
        switch node.type {
        case "Conv", "ConvInteger": return [try convolution(weights: 1)]
        case "QLinearConv": return [try convolution(weights: 3)]
        case "ConvTranspose": return [try transposedConvolution()]
        case "MaxPool", "AveragePool", "LpPool": return try pool()
        case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool":
            let image = try image()
            return [try value(Array(image.shape.prefix(2)) + image.shape.dropFirst(2).map { _ in 1 }, image.type)]
        default: return nil
        }
    }

    private func image() throws(Uncountable) -> InferredValue {
        let image = try input(0)
        guard image.shape.count >= 3 else { throw Uncountable("its input \(image.shape) is not an image") }
        return image
    }

    private func convolution(weights index: Int) throws(Uncountable) -> InferredValue {
        let image = try image()
        let kernel = try input(index).shape
        let groups = integer("group", default: 1)
        guard kernel.count == image.shape.count, groups >= 1,
            kernel[1].multipliedReportingOverflow(by: groups) == (image.shape[1], false)
        else { throw Uncountable("weights \(kernel) in \(groups) groups do not fit \(image.shape)") }
        let window = try window(Array(kernel.dropFirst(2)), over: Array(image.shape.dropFirst(2)))
        let spatial = try window.positions(over: Array(image.shape.dropFirst(2)), roundsUp: false)
        let type: ONNXDocument.ElementKind =
            switch node.type {
            case "ConvInteger": .int32
            case "QLinearConv": try input(7).type
            default: image.type
            }
        return try value([image.shape[0], kernel[0]] + spatial, type)
    }

    private func transposedConvolution() throws(Uncountable) -> InferredValue {
        let image = try image()
        let kernel = try input(1).shape
        let groups = integer("group", default: 1)
        guard kernel.count == image.shape.count, groups >= 1, kernel[0] == image.shape[1] else {
            throw Uncountable("weights \(kernel) do not fit \(image.shape)")
        }
        let spatial = Array(image.shape.dropFirst(2))
        let window = try window(Array(kernel.dropFirst(2)), over: spatial)
        let extra = integers("output_padding") ?? spatial.map { _ in 0 }
        var sizes: [Int] = integers("output_shape") ?? []
        if sizes.isEmpty {
            guard extra.count == spatial.count, extra.allSatisfy(Window.attribute.contains) else {
                throw Uncountable("output_padding \(extra)")
            }
            for axis in spatial.indices {
                let span = window.dilations[axis] * (window.kernel[axis] - 1) + 1
                let size = (spatial[axis] - 1) * window.strides[axis] + extra[axis] + span
                sizes.append(
                    window.isSame
                        ? spatial[axis] * window.strides[axis] : size - window.begins[axis] - window.ends[axis])
            }
        }
        guard let channels = Shape.product([kernel[1], groups]) else { throw Uncountable("\(groups) groups") }
        return try value([image.shape[0], channels] + sizes.suffix(spatial.count), image.type)
    }

    private func pool() throws(Uncountable) -> [InferredValue] {
        let image = try image()
        guard let kernel = integers("kernel_shape") else { throw Uncountable("it has no kernel_shape") }
        let spatial = Array(image.shape.dropFirst(2))
        let window = try window(kernel, over: spatial)
        let sizes = try window.positions(over: spatial, roundsUp: integer("ceil_mode", default: 0) == 1)
        let result = try value(Array(image.shape.prefix(2)) + sizes, image.type)
        guard node.outputs.count > 1 else { return [result] }
        return [result, InferredValue(result.shape, .int64)]
    }

    /// The attributes that every windowed operator has.
    struct Window {
        var kernel: [Int]
        var strides: [Int]
        var dilations: [Int]
        var begins: [Int]
        var ends: [Int]
        /// auto_pad SAME_UPPER or SAME_LOWER: as many positions as strides fit into the image.
        var isSame = false

        /// Low enough that no product of two leaves 64 bits.
        static let attribute = 0...(1 << 20)

        /// torch.nn.MaxPool2d, "Shape"; rounded up, the last position must still begin inside the image or its leading padding.
        func positions(over image: [Int], roundsUp: Bool) throws(Uncountable) -> [Int] {
            var result: [Int] = []
            for axis in image.indices {
                let (size, stride) = (image[axis], strides[axis])
                if isSame {
                    result.append((size + stride - 1) / stride)
                    continue
                }
                let room = size + begins[axis] + ends[axis] - dilations[axis] * (kernel[axis] - 1) - 1
                guard room >= 0 else { throw Uncountable("its window \(kernel) does not fit into \(image)") }
                var count = room / stride + 1
                if roundsUp {
                    count = (room + stride - 1) / stride + 1
                    if (count - 1) * stride >= size + begins[axis] { count -= 1 }
                }
                result.append(count)
            }
            return result
        }
    }

    func window(_ kernel: [Int], over image: [Int]) throws(Uncountable) -> Window {
        let ones = image.map { _ in 1 }
        let pads = integers("pads") ?? (image + image).map { _ in 0 }
        guard pads.count == 2 * image.count else { throw Uncountable("pads \(pads)") }
        var window = Window(
            kernel: integers("kernel_shape") ?? kernel, strides: integers("strides") ?? ones,
            dilations: integers("dilations") ?? ones, begins: Array(pads.prefix(image.count)),
            ends: Array(pads.suffix(image.count)))
        switch text("auto_pad") {
        case "SAME_UPPER", "SAME_LOWER": window.isSame = true
        case "VALID": (window.begins, window.ends) = (image.map { _ in 0 }, image.map { _ in 0 })
        default: break
        }
        let positive = [window.kernel, window.strides, window.dilations]
        guard
            positive.allSatisfy({ $0.count == image.count && $0.allSatisfy { 1...Window.attribute.upperBound ~= $0 } }),
            pads.allSatisfy(Window.attribute.contains)
        else { throw Uncountable("a window \(window.kernel), strides \(window.strides), pads \(pads) out of range") }
        return window
    }
}
