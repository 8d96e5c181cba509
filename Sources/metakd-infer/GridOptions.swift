import ArgumentParser
import Workflow

/// Where images on different grids are brought together, and where the mask goes.
struct GridOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Grid of the case, whose space is segmented: finest (the shortest diagonal of a voxel), 1mm, that of a modality or of a file. Voxels of a size that the model does not know are resampled for it.",
                               valueName: "finest|1mm|MODALITY|FILE"))
    var reference: ReferenceGrid = .finest
    @Option(help: ArgumentHelp("Grid of the mask: reference, or that of a modality.", valueName: "reference|MODALITY"))
    var outputGrid: OutputGrid = .reference
}

extension ReferenceGrid: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    public var defaultValueDescription: String { "finest" }
}

extension OutputGrid: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    public var defaultValueDescription: String { "reference" }
}
