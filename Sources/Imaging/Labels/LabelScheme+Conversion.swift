extension LabelScheme {
    /// The labels in another scheme; a cavity, which others do not have, becomes background.
    public func converted(_ labels: [UInt8], to target: LabelScheme) -> [UInt8] {
        let table = (0...255).map { label in innermostRegion(of: UInt8(label)).map(target.label(of:)) ?? 0 }
        return labels.map { table[Int($0)] }
    }

    /// 1 where a voxel is part of the region, else 0.
    public func mask(of region: TumourRegion, in labels: [UInt8]) -> [UInt8] {
        let table: [UInt8] = (0...255).map { self.region(region, contains: UInt8($0)) ? 1 : 0 }
        return labels.map { table[Int($0)] }
    }

    /// Labels from one probability per voxel and region: whole tumour gives 2, over that tumour core 1, over that
    /// enhancing tumour 3 or 4, each where its probability is at least `threshold`.
    ///
    /// So a voxel of enhancing tumour is also part of the core and of the whole, whatever their own probabilities.
    public func labels(
        enhancingTumour: [Float], tumourCore: [Float], wholeTumour: [Float], threshold: Float = 0.5
    ) -> [UInt8] {
        let count = wholeTumour.count
        precondition(enhancingTumour.count == count && tumourCore.count == count,
            "regions of \(enhancingTumour.count), \(tumourCore.count) and \(count) voxels")
        return enhancingTumour.withUnsafeBufferPointer { enhancing in
            tumourCore.withUnsafeBufferPointer { core in wholeTumour.withUnsafeBufferPointer { labels($0, core: core, enhancing: enhancing, threshold: threshold) } }
        }
    }

    /// The same for probabilities that lie side by side.
    package func labels(
        _ whole: UnsafeBufferPointer<Float>, core: UnsafeBufferPointer<Float>, enhancing: UnsafeBufferPointer<Float>, threshold: Float
    ) -> [UInt8] {
        let (et, tc, wt) = (label(of: .et), label(of: .tc), label(of: .wt))
        return [UInt8](unsafeUninitializedCapacity: whole.count) { labels, count in
            // Without branches, so that the compiler can take several voxels at once.
            for voxel in whole.indices {
                var label: UInt8 = whole[voxel] >= threshold ? wt : 0
                label = core[voxel] >= threshold ? tc : label
                labels[voxel] = enhancing[voxel] >= threshold ? et : label
            }
            count = whole.count
        }
    }
}
