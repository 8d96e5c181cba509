import ArgumentParser
import Imaging
import Workflow

/// How masks are made and shown, of one case or of a batch.
struct ResultOptions: ParsableArguments {
    @Flag(help: "Average over the image and its seven mirror images; takes eight times as long.") var tta = false
    @Option(help: ArgumentHelp("Rules that clean the mask: the model file's, none, or a list of model, component:REGION:VOXELS[:FRACTION] and region:REGION:VOXELS.",
                               valueName: "model|none|RULE,…"))
    var rules: RuleChoice = .model
    @Option(help: ArgumentHelp("How an overlay shows labels.", valueName: "contour|fill")) var overlayStyle: OverlayStyle = .fill
    @Option(help: ArgumentHelp("The planes of an overlay, a row for each.", valueName: "PLANE,…")) var overlayPlanes = PlaneList.all

    var options: SegmentationOptions {
        var options = SegmentationOptions()
        (options.mirroring, options.rules, options.overlayStyle, options.overlayPlanes) = (tta, rules, overlayStyle, overlayPlanes.planes)
        return options
    }
}

/// Planes with commas between them, none twice.
struct PlaneList: ExpressibleByArgument, CustomStringConvertible {
    let planes: [SlicePlane]

    static let all = PlaneList(argument: SlicePlane.allCases.map(\.rawValue).joined(separator: ","))!

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        planes = names.compactMap { SlicePlane(rawValue: String($0)) }
        guard planes.count == names.count, Set(planes).count == planes.count else { return nil }
    }

    var description: String { planes.map(\.rawValue).joined(separator: ",") }
    var defaultValueDescription: String { description }
}

extension RuleChoice: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { text }
}

extension OverlayStyle: ExpressibleByArgument {}
