/// A network to be trained; the result is a run with its curves and stored model files.
public struct TrainConfiguration: Hashable, Sendable {
    /// The network; its input and number of classes become those of the data.
    public let model: ModelReference
    /// SHA-256 of a stored weights file to begin with.
    public let weights: String?
    /// The data set: a name, as `fashion-mnist`, or the path of a file or folder on the worker.
    public let data: String
    /// Passes over the training data.
    public let epochs: Int
    /// Images per step.
    public let batch: Int
    /// fp32, or bf16 for mixed precision.
    public let precision: Precision
    /// The runner's name for itself, as `torch`.
    public let engine: String
    /// The engine's device, as `cpu` or `cuda:0`.
    public let device: String
    /// Threads of the engine; nil takes what the worker allows.
    public let threads: Int?
    /// Decides initial weights, order and augmentation.
    public let seed: UInt64
    /// Which images are used, and what is done to them.
    public let images: ImageOptions
    /// How weights follow gradients.
    public let optimization: OptimizationOptions
    /// How the learning rate moves.
    public let schedule: ScheduleOptions
    /// Where the network starts and what it learns from.
    public let recipe: RecipeOptions
    /// When to stop, and how often to save.
    public let limits: TrainingLimits

    /// A configuration within its ranges.
    public init(
        model: ModelReference, weights: String? = nil, data: String = "fashion-mnist", epochs: Int = 1,
        batch: Int = 128, precision: Precision = .fp32, engine: String = "torch", device: String = "cpu",
        threads: Int? = nil, seed: UInt64 = 1, images: ImageOptions = ImageOptions(),
        optimization: OptimizationOptions = OptimizationOptions(), schedule: ScheduleOptions = ScheduleOptions(),
        recipe: RecipeOptions = RecipeOptions(), limits: TrainingLimits = TrainingLimits()
    ) {
        self.model = model
        self.weights = weights
        self.data = data
        self.epochs = epochs
        self.batch = batch
        self.precision = precision
        self.engine = engine
        self.device = device
        self.threads = threads
        self.seed = seed
        self.images = images
        self.optimization = optimization
        self.schedule = schedule
        self.recipe = recipe
        self.limits = limits
    }

    /// Stored files that an attempt needs beside the model's own.
    public var files: [String] { [weights, recipe.teacherWeights].compactMap { $0 } }
}
