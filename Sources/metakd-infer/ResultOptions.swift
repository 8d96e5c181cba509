import ArgumentParser
import Imaging
import Workflow

/// How masks are made and shown, of one case or of a batch.
struct ResultOptions: ParsableArguments {
    @Flag(help: "Average over the image and its seven mirror images; takes eight times as long.") var tta = false
    @Option(help: ArgumentHelp("Rules that clean the mask: \(RuleChoice.grammar).",
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
struct PlaneList: ExpressibleByArgument {
    let planes: [SlicePlane]

    static let all = PlaneList(planes: SlicePlane.allCases)

    private init(planes: [SlicePlane]) { self.planes = planes }

    init?(argument: String) {
        guard let planes = SlicePlane.list(argument) else { return nil }
        self.planes = planes
    }

    var defaultValueDescription: String { SlicePlane.text(planes) }
}

extension RuleChoice: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { text }
}

extension OverlayStyle: ExpressibleByArgument {}
