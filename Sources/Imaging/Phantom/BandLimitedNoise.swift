import Tensors

/// Smooth random values over space (gradient noise): mean 0, deviation about 1, features about as wide as one cell.
///
/// Made of additions and multiplications only, so that it has the same bits on every machine.
struct BandLimitedNoise: Sendable {
    private let seed: UInt32
    private let frequency: Float

    /// Noise whose features are about `cell` mm wide.
    init(cell: Float, from generator: inout SeededGenerator) {
        seed = UInt32(truncatingIfNeeded: generator.next())
        frequency = 1 / cell
    }

    /// The noise at a point in mm.
    func value(at point: SIMD3<Float>) -> Float {
        let corners = Corners(point * frequency, seed)
        return 4 * (corners.weights * corners.heights).sum()
    }

    /// The distance in mm from a point to the nearest place where the noise is 0, to first order.
    func distanceToZero(at point: SIMD3<Float>) -> Float {
        let corners = Corners(point * frequency, seed)
        let value = (corners.weights * corners.heights).sum()
        let slope = corners.slope()
        // The floor keeps flat spots, where first order says nothing, from looking far away.
        let steepness = max((slope * slope).sum(), 0.04).squareRoot()
        return abs(value) / (steepness * frequency)
    }
}

/// The eight lattice corners around a point: the gradient at each, its plane's height at the point, its weight.
private struct Corners {
    let gradients: (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)
    let heights: SIMD8<Float>
    let fades: (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)
    let fadeSlopes: (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)

    var weights: SIMD8<Float> { fades.0 * fades.1 * fades.2 }

    init(_ point: SIMD3<Float>, _ seed: UInt32) {
        let base = point.rounded(.down)
        let (u, v, w) = (point.x - base.x, point.y - base.y, point.z - base.z)
        let hash = Corners.hash(base, seed)
        gradients = (Corners.signed(hash), Corners.signed(hash &>> 10), Corners.signed(hash &>> 20))
        let dx = SIMD8(u, u - 1, u, u - 1, u, u - 1, u, u - 1)
        let dy = SIMD8(v, v, v - 1, v - 1, v, v, v - 1, v - 1)
        let dz = SIMD8(w, w, w, w, w - 1, w - 1, w - 1, w - 1)
        heights = gradients.0 * dx + gradients.1 * dy + gradients.2 * dz
        let (a, b, c) = (Corners.fade(u), Corners.fade(v), Corners.fade(w))
        fades = (
            SIMD8(1 - a, a, 1 - a, a, 1 - a, a, 1 - a, a),
            SIMD8(1 - b, 1 - b, b, b, 1 - b, 1 - b, b, b),
            SIMD8(1 - c, 1 - c, 1 - c, 1 - c, c, c, c, c)
        )
        let (p, q, r) = (Corners.fadeSlope(u), Corners.fadeSlope(v), Corners.fadeSlope(w))
        fadeSlopes = (SIMD8(-p, p, -p, p, -p, p, -p, p), SIMD8(-q, -q, q, q, -q, -q, q, q), SIMD8(-r, -r, -r, -r, r, r, r, r))
    }

    /// The noise's derivative along each axis of the lattice.
    func slope() -> SIMD3<Float> {
        let yz = fades.1 * fades.2
        let xz = fades.0 * fades.2
        let xy = fades.0 * fades.1
        let weights = self.weights
        return SIMD3(
            (weights * gradients.0 + fadeSlopes.0 * yz * heights).sum(),
            (weights * gradients.1 + fadeSlopes.1 * xz * heights).sum(),
            (weights * gradients.2 + fadeSlopes.2 * xy * heights).sum()
        )
    }

    private static func hash(_ base: SIMD3<Float>, _ seed: UInt32) -> SIMD8<UInt32> {
        let x0 = UInt32(bitPattern: Int32(base.x)) &* 0x8DA6_B343
        let y0 = UInt32(bitPattern: Int32(base.y)) &* 0xD816_3841
        let z0 = UInt32(bitPattern: Int32(base.z)) &* 0xCB1A_B31F
        let (x1, y1, z1) = (x0 &+ 0x8DA6_B343, y0 &+ 0xD816_3841, z0 &+ 0xCB1A_B31F)
        var hash = SIMD8(x0, x1, x0, x1, x0, x1, x0, x1) ^ SIMD8(y0, y0, y1, y1, y0, y0, y1, y1)
        hash ^= SIMD8(z0, z0, z0, z0, z1, z1, z1, z1) ^ SIMD8(repeating: seed)
        hash ^= hash &>> 15
        hash = hash &* 0x2C1B_3C6D
        hash ^= hash &>> 12
        hash = hash &* 0x297A_2D39
        return hash ^ (hash &>> 15)
    }

    /// The low ten bits as a number in [-1, 1), made by writing them into the mantissa of a number in [2, 4).
    private static func signed(_ hash: SIMD8<UInt32>) -> SIMD8<Float> {
        unsafeBitCast(((hash & 0x3FF) &<< 13) | 0x4000_0000, to: SIMD8<Float>.self) - 3
    }

    private static func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }

    private static func fadeSlope(_ t: Float) -> Float { 30 * t * t * (t * (t - 2) + 1) }
}
