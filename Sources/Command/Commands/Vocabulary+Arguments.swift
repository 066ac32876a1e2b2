public import ArgumentParser
public import Pricing
public import Vocabulary

// The words of the vocabulary as arguments: their texts are those of the API.
extension Precision: ExpressibleByArgument {}
extension MeasuringMode: ExpressibleByArgument {}
extension RunStatus: ExpressibleByArgument {}
extension SeriesAxis: ExpressibleByArgument {}
extension JobState: ExpressibleByArgument {}
extension Role: ExpressibleByArgument {}
extension CostBasis: ExpressibleByArgument {}
extension JobKind: ExpressibleByArgument {}
extension SearchPlan.Method: ExpressibleByArgument {}
extension SearchPlan.Measure: ExpressibleByArgument {}
extension CompressConfiguration.Method: ExpressibleByArgument {}
extension ModelReference: ExpressibleByArgument {
    /// Reads the text form.
    public init?(argument: String) { self.init(argument) }
}
extension PurchaseKind: ExpressibleByArgument {}
extension Validation.LeaveOut: ExpressibleByArgument {}
