import ArgumentParser
import Tensors

/// `96x128x96`: depth, height, width.
extension Extent: ExpressibleByArgument {}
