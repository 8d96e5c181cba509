import Imaging

/// Whether the images of a case show the brain in one place.
///
/// For every two images the mutual information of their grey values, where both have brain, is found as they lie, and with one of them
/// moved a little. Images that lie on each other lose by every move; where one gains they do not. On the real cases that this was tried on,
/// the best move leaves at most 0.90 of the information; of images shifted by 10 voxels or turned by 10° some move gives 1.34 times as much or more.
package struct RegistrationCheck {
    /// How much more of the information a move must give than none.
    static let leastGain = 1.0
    /// The least share of the smaller brain that lies in the other: below it they are apart, whatever their grey values say.
    static let leastOverlap = 0.6
    /// Fewer voxels say too little.
    static let leastVoxels = 2000

    /// By modality index, all of one size.
    let images: [Int: CoarseImage]

    package init(images: [Int: CoarseImage]) { self.images = images }

    /// The images that do not lie on others, each with those, the one that fits fewest first.
    func misplaced(_ run: TaskRunner) -> [(image: Int, others: [Int])] {
        var pairs = gains(run).filter { $0.gain > RegistrationCheck.leastGain }.map { [$0.a, $0.b] }
        var found: [(image: Int, others: [Int])] = []
        while !pairs.isEmpty {
            let counts = Dictionary(grouping: pairs.flatMap { $0 }) { $0 }.mapValues(\.count)
            // Of as many, the last: the first is the reference that is seen first, in pictures and messages.
            let worst = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }!.key
            found.append((worst, pairs.filter { $0.contains(worst) }.map { $0[0] == worst ? $0[1] : $0[0] }.sorted()))
            pairs.removeAll { $0.contains(worst) }
        }
        return found
    }

    /// For each two images, how many times the information that they have as they lie the best move gives.
    package func gains(_ run: TaskRunner) -> [(a: Int, b: Int, gain: Double)] {
        let usable = images.map { (index: $0.key, image: $0.value, brain: $0.value.brain) }
            .filter { $0.brain.count >= RegistrationCheck.leastVoxels }.sorted { $0.index < $1.index }
        let intervals = usable.map { MutualInformation.intervals(of: $0.image, brain: $0.brain) }
        let moves = [HeadMove()] + HeadMove.all
        // For each move, by the place of the moved image, those of the others that come after it.
        var found = [[[(count: Int, value: Double)]]](repeating: [], count: moves.count)
        found.withUnsafeMutableBufferPointer { found in
            run(moves.count) { move in
                found[move] = usable.indices.map { a in
                    let targets = moves[move].targets(of: usable[a].brain, size: usable[a].image.size, spacing: usable[a].image.spacing)
                    return usable.indices.dropFirst(a + 1).map { b in
                        information(usable[a].brain, targets, intervals[a], intervals[b])
                    }
                }
            }
        }
        return usable.indices.flatMap { a in
            usable.indices.dropFirst(a + 1).map { b in
                let (own, moved) = (found[0][a][b - a - 1], found.dropFirst().map { $0[a][b - a - 1] })
                let isApart = Double(own.count) < RegistrationCheck.leastOverlap * Double(min(usable[a].brain.count, usable[b].brain.count))
                let best = moved.filter { $0.count >= RegistrationCheck.leastVoxels }.map(\.value).max() ?? 0
                return (usable[a].index, usable[b].index, isApart ? .infinity : best / max(own.value, .leastNormalMagnitude))
            }
        }
    }

    private func information(_ brain: [Int], _ targets: [Int], _ a: [UInt8], _ b: [UInt8]) -> (count: Int, value: Double) {
        var information = MutualInformation()
        for (voxel, target) in zip(brain, targets) where target >= 0 && b[target] != 255 { information.add(a[voxel], b[target]) }
        return (information.count, information.count == 0 ? 0 : information.value)
    }
}
