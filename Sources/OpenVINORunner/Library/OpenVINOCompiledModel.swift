import COpenVINO

/// A model that is ready to run on a device.
@safe struct OpenVINOCompiledModel: ~Copyable {
    private let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_compiled_model_free(handle) }

    /// A property as it is in force, as `INFERENCE_PRECISION_HINT` → `f32`.
    func property(_ key: String) throws(OpenVINOError) -> String {
        var value: UnsafeMutablePointer<CChar>?
        try check("ov_compiled_model_get_property \(key)") {
            unsafe ov_compiled_model_get_property(handle, key, &value)
        }
        return unsafe taken(UnsafePointer(value))
    }

    /// How many outputs there are.
    func outputCount() throws(OpenVINOError) -> Int {
        var count = 0
        try check("ov_compiled_model_outputs_size") { unsafe ov_compiled_model_outputs_size(handle, &count) }
        return count
    }

    /// A request with tensors of its own.
    func makeRequest() throws(OpenVINOError) -> OpenVINORequest {
        var request: OpaquePointer?
        try check("ov_compiled_model_create_infer_request") {
            unsafe ov_compiled_model_create_infer_request(handle, &request)
        }
        return unsafe OpenVINORequest(adopting: request!)
    }
}
