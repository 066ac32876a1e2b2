import COpenVINO

/// A block of values with sizes; its memory belongs to the request that it came from.
@safe struct OpenVINOTensor: ~Copyable {
    private let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_tensor_free(handle) }

    /// The values' type.
    func type() throws(OpenVINOError) -> ov_element_type_e {
        var type = ov_element_type_e(rawValue: 0)
        try check("ov_tensor_get_element_type") { unsafe ov_tensor_get_element_type(handle, &type) }
        return type
    }

    /// The sizes, as `[N, C, H, W]`.
    func shape() throws(OpenVINOError) -> [Int] {
        var shape = unsafe ov_shape_t()
        try check("ov_tensor_get_shape") { unsafe ov_tensor_get_shape(handle, &shape) }
        defer { _ = unsafe ov_shape_free(&shape) }
        return (0..<Int(unsafe shape.rank)).map { Int(unsafe shape.dims[$0]) }
    }

    /// The memory; valid while the request lives.
    func bytes() throws(OpenVINOError) -> UnsafeMutableRawBufferPointer {
        var size = 0
        try check("ov_tensor_get_byte_size") { unsafe ov_tensor_get_byte_size(handle, &size) }
        var start: UnsafeMutableRawPointer?
        try check("ov_tensor_data") { unsafe ov_tensor_data(handle, &start) }
        return unsafe UnsafeMutableRawBufferPointer(start: start, count: size)
    }
}
