/// Which intensities a picture shows as black and as white.
package struct GreyWindow: Sendable {
    let black: Float
    let white: Float

    /// From the 1st to the 99.5th percentile of the brain, which is every finite voxel that is not 0.
    package init(of image: [Float]) {
        let brain = image.filter { $0 != 0 && $0.isFinite }.sorted()
        guard let last = brain.indices.last else { (black, white) = (0, 1); return }
        let (low, high) = (brain[last / 100], brain[last * 199 / 200])
        black = low
        white = high > low ? high : low + 1
    }

    /// The shade of an intensity, from 0 to 1; the background stays black.
    package func shade(_ value: Float) -> Float {
        value == 0 ? 0 : min(max((value - black) / (white - black), 0), 1)
    }
}
