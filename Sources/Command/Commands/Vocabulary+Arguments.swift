public import ArgumentParser
public import Vocabulary

// The words of the vocabulary as arguments: their texts are those of the API.
extension Precision: ExpressibleByArgument {}
extension MeasuringMode: ExpressibleByArgument {}
extension RunStatus: ExpressibleByArgument {}
extension JobState: ExpressibleByArgument {}
extension Role: ExpressibleByArgument {}
extension PurchaseKind: ExpressibleByArgument {}
