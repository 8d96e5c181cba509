import Tensors

/// The ventricles and the deep grey nuclei of one brain; points in mm from the anterior commissure.
struct DeepStructures: Sendable {
    private let horns: [Capsule]
    private let fourth = Ellipsoid(SIMD3(0, -47, -32), radii: SIMD3(8, 5, 9))
    private let nuclei = [
        Ellipsoid(SIMD3(11.5, -18, 7), radii: SIMD3(9, 15, 9)),
        Ellipsoid(SIMD3(14, 13, 8), radii: SIMD3(5, 12, 9)),
        Ellipsoid(SIMD3(26, 2, 2), radii: SIMD3(5.5, 17, 11)),
        Ellipsoid(SIMD3(19, -3, 0), radii: SIMD3(4.5, 10, 8)),
        Ellipsoid(SIMD3(25, -18, -18), radii: SIMD3(6, 14, 5)),
    ]
    private let waviness: BandLimitedNoise
    private let thirdHalfWidth: Float

    /// `size` widens or narrows the ventricles (1: an adult's).
    init(ventricleSize size: Float, from generator: inout SeededGenerator) {
        horns = [
            Capsule(SIMD3(8, 33, 5), SIMD3(10, 8, 18), radii: (4.5 * size, 5.5 * size)),
            Capsule(SIMD3(10, 8, 18), SIMD3(13, -22, 21), radii: (5.5 * size, 5.5 * size)),
            Capsule(SIMD3(13, -22, 21), SIMD3(25, -40, 8), radii: (5.5 * size, 6.5 * size)),
            Capsule(SIMD3(25, -40, 8), SIMD3(24, -64, 3), radii: (6 * size, 2.2 * size)),
            Capsule(SIMD3(25, -40, 6), SIMD3(31, -8, -19), radii: (4.5 * size, 2 * size)),
        ]
        waviness = BandLimitedNoise(cell: 13, from: &generator)
        thirdHalfWidth = 1.9 * size
    }

    /// The depth in mm of a point inside the ventricles, negative outside.
    func ventricle(_ point: SIMD3<Float>) -> Float {
        let mirrored = SIMD3(abs(point.x), point.y, point.z)
        var depth = max(fourth.depth(of: point), third(point))
        for horn in horns { depth = max(depth, horn.depth(of: mirrored)) }
        // A septum parts the two lateral ventricles where they would meet.
        let septum = mirrored.x - 0.9
        let lateral = point.z > 6 ? min(depth, septum) : depth
        return lateral > -6 ? lateral + 0.8 * waviness.value(at: point) : lateral
    }

    /// The depth in mm of a point inside the nearest deep nucleus, negative outside.
    func nucleus(_ point: SIMD3<Float>) -> Float {
        let mirrored = SIMD3(abs(point.x), point.y, point.z)
        return nuclei.lazy.map { $0.depth(of: mirrored) }.reduce(-40, max)
    }

    /// True in the back of the lateral ventricles, where the choroid plexus hangs.
    func holdsPlexus(_ point: SIMD3<Float>) -> Bool {
        point.y < -18 && point.y > -50 && point.z > 0 && waviness.value(at: 1.9 * point) > 0.55
    }

    private func third(_ point: SIMD3<Float>) -> Float {
        let (y, z) = ((point.y + 9) / 15, (point.z + 2) / 9)
        return min(thirdHalfWidth - abs(point.x), 9 * (1 - hypotenuse(y, z)))
    }
}
