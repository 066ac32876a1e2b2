import COpenVINO

/// A block of values with sizes; its memory belongs to the request that it came from, or to whoever gave it.
@safe struct OpenVINOTensor: ~Copyable {
    let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_tensor_free(handle) }

    /// A tensor over memory of the caller's, which must outlive every inference with it.
    static func over(
        _ memory: UnsafeMutableRawBufferPointer, type: ElementType, shape: [Int]
    ) throws(OpenVINOError) -> OpenVINOTensor {
        var sizes = unsafe ov_shape_t()
        try check("ov_shape_create") {
            unsafe ov_shape_create(Int64(shape.count), shape.map { Int64($0) }, &sizes)
        }
        defer { _ = unsafe ov_shape_free(&sizes) }
        var tensor: OpaquePointer?
        try check("ov_tensor_create_from_host_ptr") {
            unsafe ov_tensor_create_from_host_ptr(type.libraryType, sizes, memory.baseAddress, &tensor)
        }
        return unsafe OpenVINOTensor(adopting: tensor!)
    }

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
