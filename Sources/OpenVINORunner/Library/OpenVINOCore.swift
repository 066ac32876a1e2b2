import COpenVINO
import Glibc

/// The library's entry: devices, reading and compiling. One for a process is enough.
@safe struct OpenVINOCore: ~Copyable {
    private let handle: OpaquePointer

    private init(adopting handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe ov_core_free(handle) }

    /// Loads the library's configuration; plugins load when they are first needed.
    static func open() throws(OpenVINOError) -> OpenVINOCore {
        var handle: OpaquePointer?
        try check("ov_core_create") { unsafe ov_core_create(&handle) }
        return unsafe OpenVINOCore(adopting: handle!)
    }

    /// The library's version, as `2026.4.1-22982-e213a147257-releases/2026/4`.
    static func version() throws(OpenVINOError) -> String {
        var version = unsafe ov_version_t()
        try check("ov_get_openvino_version") { unsafe ov_get_openvino_version(&version) }
        defer { unsafe ov_version_free(&version) }
        return unsafe String(cString: version.buildNumber)
    }

    /// A property of a device, as `FULL_DEVICE_NAME` of `CPU`.
    func property(_ key: String, of device: String) throws(OpenVINOError) -> String {
        var value: UnsafeMutablePointer<CChar>?
        try check("ov_core_get_property \(key)") { unsafe ov_core_get_property(handle, device, key, &value) }
        return unsafe taken(UnsafePointer(value))
    }

    /// Reads a model file; the file's kind is found out from its name and content.
    func readModel(_ path: String) throws(OpenVINOError) -> OpenVINOModel {
        var model: OpaquePointer?
        try check("ov_core_read_model") { unsafe ov_core_read_model(handle, path, nil, &model) }
        return unsafe OpenVINOModel(adopting: model!)
    }

    /// Compiles a model for a device.
    ///
    /// - Parameter properties: The plugin's properties by name, as `NUM_STREAMS` → `1`.
    func compile(
        _ model: borrowing OpenVINOModel, for device: String, _ properties: [(key: String, value: String)]
    ) throws(OpenVINOError) -> OpenVINOCompiledModel {
        var compiled: OpaquePointer?
        let texts = unsafe properties.map { unsafe (strdup($0.key), strdup($0.value)) }
        defer {
            for index in unsafe texts.indices {
                unsafe free(texts[index].0)
                unsafe free(texts[index].1)
            }
        }
        let pairs = unsafe texts.map { unsafe ov_property_t(key: $0.0, value: $0.1) }
        let source = unsafe model.handle
        try check("ov_core_compile_model_props") {
            unsafe ov_core_compile_model_props(handle, source, device, pairs.count, pairs, &compiled)
        }
        return unsafe OpenVINOCompiledModel(adopting: compiled!)
    }
}
