import COpenVINO

/// A model as it was read: its inputs can still get other sizes.
@safe struct OpenVINOModel: ~Copyable {
    let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_model_free(handle) }

    /// An input or output: its name, element type and sizes.
    struct Port {
        let name: String
        let type: ov_element_type_e
        /// Sizes; `nil` where the model leaves one open, no list at all where it leaves their number open.
        let shape: [Int?]?
    }

    /// The inputs in the model's order.
    func inputs() throws(OpenVINOError) -> [Port] {
        var count = 0
        try check("ov_model_inputs_size") { unsafe ov_model_inputs_size(handle, &count) }
        var ports: [Port] = []
        for index in 0..<count {
            var port: OpaquePointer?
            try check("ov_model_const_input_by_index") { unsafe ov_model_const_input_by_index(handle, index, &port) }
            ports.append(try unsafe ConstPort(adopting: port!).describe())
        }
        return ports
    }

    /// Gives every input the sizes at its index.
    func reshape(_ shapes: [[Int]]) throws(OpenVINOError) {
        var partial = unsafe [ov_partial_shape_t]()
        defer { for index in unsafe partial.indices { unsafe ov_partial_shape_free(&partial[index]) } }
        for shape in shapes {
            var one = unsafe ov_partial_shape_t()
            try check("ov_partial_shape_create_static") {
                unsafe ov_partial_shape_create_static(Int64(shape.count), shape.map { Int64($0) }, &one)
            }
            unsafe partial.append(one)
        }
        let indexes = Array(shapes.indices)
        try check("ov_model_reshape_by_port_indexes") {
            unsafe ov_model_reshape_by_port_indexes(handle, indexes, partial, shapes.count)
        }
    }
}

/// The library's handle of an input or output.
@safe struct ConstPort: ~Copyable {
    private let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_output_const_port_free(handle) }

    func describe() throws(OpenVINOError) -> OpenVINOModel.Port {
        var type = ov_element_type_e(rawValue: 0)
        try check("ov_port_get_element_type") { unsafe ov_port_get_element_type(handle, &type) }
        var text: UnsafeMutablePointer<CChar>?
        var name = ""
        do throws(OpenVINOError) {
            try check("ov_port_get_any_name") { unsafe ov_port_get_any_name(handle, &text) }
            name = unsafe taken(UnsafePointer(text))
        } catch {
            // A tensor without a name is legal; messages then show its sizes alone.
        }
        var shape = unsafe ov_partial_shape_t()
        try check("ov_port_get_partial_shape") { unsafe ov_port_get_partial_shape(handle, &shape) }
        defer { unsafe ov_partial_shape_free(&shape) }
        guard unsafe !ov_rank_is_dynamic(shape.rank) else { return .init(name: name, type: type, shape: nil) }
        let sizes = (0..<Int(unsafe shape.rank.min)).map { index -> Int? in
            let size = unsafe shape.dims[index]
            return ov_dimension_is_dynamic(size) ? nil : Int(size.min)
        }
        return .init(name: name, type: type, shape: sizes)
    }
}
