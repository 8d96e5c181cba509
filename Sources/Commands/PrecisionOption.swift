import ArgumentParser
import Inference

/// In which number format a program keeps feature maps.
public struct PrecisionOption: ParsableArguments {
    private enum Choice: String, CaseIterable, ExpressibleByArgument { case auto, fp32, bf16 }

    @Option(name: .customLong("precision"),
            help: ArgumentHelp("Number format of feature maps between layers; bf16 halves their memory, auto takes the fastest that agrees with fp32.", valueName: "auto|fp32|bf16"))
    private var choice = Choice.auto

    public var precision: Precision {
        switch choice {
        case .auto: .automatic
        case .fp32: .fp32
        case .bf16: .bf16
        }
    }

    public init() {}
}
