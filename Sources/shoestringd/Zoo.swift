import ModelZoo
import Workflow

/// The zoo as the workflow sees it.
enum Zoo {
    static func catalogue() throws -> ModelCatalogue { ModelCatalogue(try ModelZoo.every.map { try $0.facts() }) }
}
