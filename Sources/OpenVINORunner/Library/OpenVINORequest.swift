import COpenVINO

/// One inference at a time, with tensors of its own.
@safe struct OpenVINORequest: ~Copyable {
    private let handle: OpaquePointer

    init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_infer_request_free(handle) }

    /// The tensor that input `index` is read from.
    func input(_ index: Int) throws(OpenVINOError) -> OpenVINOTensor {
        var tensor: OpaquePointer?
        try check("ov_infer_request_get_input_tensor_by_index") {
            unsafe ov_infer_request_get_input_tensor_by_index(handle, index, &tensor)
        }
        return unsafe OpenVINOTensor(adopting: tensor!)
    }

    /// Lets input `index` be read from a tensor, without copying.
    func setInput(_ index: Int, _ tensor: borrowing OpenVINOTensor) throws(OpenVINOError) {
        let source = unsafe tensor.handle
        try check("ov_infer_request_set_input_tensor_by_index") {
            unsafe ov_infer_request_set_input_tensor_by_index(handle, index, source)
        }
    }

    /// The tensor that output `index` is written to.
    func output(_ index: Int) throws(OpenVINOError) -> OpenVINOTensor {
        var tensor: OpaquePointer?
        try check("ov_infer_request_get_output_tensor_by_index") {
            unsafe ov_infer_request_get_output_tensor_by_index(handle, index, &tensor)
        }
        return unsafe OpenVINOTensor(adopting: tensor!)
    }

    /// Runs; returns when the outputs can be read.
    func infer() throws(OpenVINOError) {
        try check("ov_infer_request_infer") { unsafe ov_infer_request_infer(handle) }
    }

    /// Runs on the library's own threads and waits; for several requests at once.
    func inferInFlight() throws(OpenVINOError) {
        try check("ov_infer_request_start_async") { unsafe ov_infer_request_start_async(handle) }
        try check("ov_infer_request_wait") { unsafe ov_infer_request_wait(handle) }
    }

    /// A layer as it was executed by the last inference.
    struct Layer: Equatable {
        /// Its name in the model, where the library has not made it itself.
        let name: String
        /// The kernel, as `brgconv_avx512_bf16`.
        let kernel: String
        /// The kind of layer, as `Convolution`.
        let kind: String
        /// Microseconds.
        let microseconds: Int
    }

    /// The layers that ran; only of a model compiled with `ENABLE_PROFILING`.
    func executedLayers() throws(OpenVINOError) -> [Layer] {
        var list = unsafe ov_profiling_info_list_t()
        try check("ov_infer_request_get_profiling_info") { unsafe ov_infer_request_get_profiling_info(handle, &list) }
        defer { unsafe ov_profiling_info_list_free(&list) }
        let infos = unsafe UnsafeBufferPointer(start: list.profiling_infos, count: list.size)
        var layers: [Layer] = []
        for index in infos.indices {
            let info = unsafe infos[index]
            // ov_profiling_info_t.Status: 0 not run, 1 optimised out, 2 executed.
            guard unsafe info.status.rawValue == 2 else { continue }
            layers.append(
                Layer(
                    name: unsafe String(cString: info.node_name),
                    kernel: unsafe String(cString: info.exec_type), kind: unsafe String(cString: info.node_type),
                    microseconds: Int(unsafe info.real_time)))
        }
        return layers
    }
}
