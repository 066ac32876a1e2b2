/// Field numbers of onnx.proto3 (onnx/onnx 1.23, IR version 8 for opset 17), as far as they are used here.
enum ONNXField {
    enum Model {
        static let irVersion = 1
        static let producerName = 2
        static let graph = 7
        static let opsetImport = 8
    }
    enum OperatorSet {
        static let domain = 1
        static let version = 2
    }
    enum Graph {
        static let node = 1
        static let name = 2
        static let initializer = 5
        static let input = 11
        static let output = 12
        static let valueInfo = 13
    }
    enum Node {
        static let input = 1
        static let output = 2
        static let name = 3
        static let operatorType = 4
        static let attribute = 5
        static let domain = 7
    }
    enum Attribute {
        static let name = 1
        static let float = 2
        static let integer = 3
        static let string = 4
        static let tensor = 5
        static let graph = 6
        static let floats = 7
        static let integers = 8
        static let type = 20
    }
    enum Tensor {
        static let dimensions = 1
        static let dataType = 2
        static let floats = 4
        static let integers32 = 5
        static let integers64 = 7
        static let name = 8
        static let rawData = 9
        static let doubles = 10
        static let dataLocation = 14
    }
    enum ValueInfo {
        static let name = 1
        static let type = 2
    }
    enum ValueType {
        static let tensor = 1
    }
    enum TensorType {
        static let elementType = 1
        static let shape = 2
    }
    enum TensorShape {
        static let dimension = 1
    }
    enum Dimension {
        static let value = 1
        static let parameter = 2
    }
}
