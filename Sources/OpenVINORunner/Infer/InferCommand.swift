import Glibc
import RunnerKit
import Vocabulary

/// `runner-openvino infer FILE.onnx [BATCH]`: numbers in, numbers out, through the same handles, batch and precision as a benchmark.
///
/// Not part of the runner protocol: it is how anybody can hold the engine's answers against another's (`make verify-zoo` does).
public enum InferCommand {
    /// Its command line.
    public static let usage = """
        usage: runner-openvino infer FILE.onnx [BATCH]   reads BATCH images (1 by default), Float32 in native byte order, from standard
                                                         input and writes the first output's Float32 to standard output, in fp32
        """

    /// Does it; the arguments are those after `infer`.
    ///
    /// - Returns: The process's exit code: 0, 1 for a file that does not run, 64 for another command line, 65 for input of another
    ///   length, 74 when the output cannot be written; the reason is on standard error.
    public static func run(_ arguments: [String]) -> Int32 {
        let batch = arguments.count == 2 ? Int(arguments[1]) : arguments.count == 1 ? 1 : nil
        guard let batch, BenchmarkConfiguration.batchRange.contains(batch) else {
            StandardError.print(usage)
            return ExitCode.usage.rawValue
        }
        do throws(AttemptFailure) {
            let core = try translating(.unsupported) { () throws(OpenVINOError) in try OpenVINOCore.open() }
            let model = try RunningModel(
                core, arguments[0], batch: batch, threads: MachineFacts.read().usableProcessors, seed: 1)
            guard let input = numbers(model.inputCount) else {
                StandardError.print("standard input must have \(model.inputCount) Float32, \(model.shape)")
                return ExitCode.request.rawValue
            }
            try model.infer(input)
            return write(try model.output(0).values) ? ExitCode.done.rawValue : ExitCode.output.rawValue
        } catch {
            StandardError.print("\(error.code.rawValue): \(error.message)")
            return ExitCode.failed.rawValue
        }
    }

    /// Exactly so many numbers and then the end; nil for anything else.
    private static func numbers(_ count: Int) -> [Float]? {
        var filled = 0
        let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            while filled < bytes.count {
                let part = unsafe read(STDIN_FILENO, bytes.baseAddress! + filled, bytes.count - filled)
                if part < 0, errno == EINTR { continue }
                if part <= 0 { break }
                filled += part
            }
            initialized = filled / MemoryLayout<Float>.size
        }
        var rest: UInt8 = 0
        guard values.count == count, unsafe read(STDIN_FILENO, &rest, 1) == 0 else { return nil }
        return values
    }

    private static func write(_ values: [Float]) -> Bool {
        unsafe values.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let part = unsafe Glibc.write(STDOUT_FILENO, bytes.baseAddress! + written, bytes.count - written)
                if part < 0, errno == EINTR { continue }
                if part <= 0 { return false }
                written += part
            }
            return true
        }
    }
}
