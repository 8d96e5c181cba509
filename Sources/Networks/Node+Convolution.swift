extension Node {
    /// The attributes of a convolution of either kind; nil for another operation.
    package var convolution: (convolution: Convolution, isTransposed: Bool)? {
        switch operation {
        case .convolution(let convolution): (convolution, false)
        case .transposedConvolution(let convolution): (convolution, true)
        default: nil
        }
    }
}
