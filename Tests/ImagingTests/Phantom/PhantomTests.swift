import Imaging
import Tensors
import Testing

@Suite struct PhantomTests {
    /// Enough cases to hold both kinds of tumour.
    static let cases = (0..<12).map { Phantom(extent: Extent(48, 48, 48), seed: 11, case: $0).render() }

    @Test func theSameSeedGivesTheSameCase() {
        let extent = Extent(32, 40, 36)
        let first = Phantom(extent: extent, seed: 3, case: 4).render()
        let second = Phantom(extent: extent, seed: 3, case: 4).render()
        #expect(first.images == second.images)
        #expect(first.labels == second.labels)
    }

    @Test func seedsAndCasesDiffer() {
        let extent = Extent(32, 32, 32)
        let first = Phantom(extent: extent, seed: 3, case: 4).render()
        for other in [Phantom(extent: extent, seed: 4, case: 4), Phantom(extent: extent, seed: 3, case: 5)] {
            let made = other.render()
            #expect(made.images != first.images)
            #expect(made.labels != first.labels)
        }
    }

    @Test(arguments: [Extent(32, 32, 32), Extent(20, 96, 80), Extent(33, 47, 41)])
    func theHeadFillsAnyExtent(extent: Extent) {
        let made = Phantom(extent: extent, seed: 1, case: 0).render()
        let t1 = Picture(made, "t1")
        let spacing = [made.spacing.depth, made.spacing.height, made.spacing.width]
        // A brain with its stem: about 140 mm high, 170 long, 135 wide; half a voxel is lost or won at each end.
        for (axis, expected) in [Float(138), 170, 135].enumerated() {
            let length = Float(t1.occupied(axis: axis)) * spacing[axis]
            #expect(abs(length - expected) < 16 + spacing[axis], "\(length) mm along axis \(axis)")
        }
        #expect(!t1.touchesBorder)
    }

    @Test func imagesShareOneMaskOfWholeNumbers() {
        for made in Self.cases {
            #expect(Set(made.images.keys) == ["flair", "t1", "t1c", "t2"])
            let mask = made.images["t1"]!.map { $0 > 0 }
            for image in made.images.values {
                #expect(image.count == made.extent.voxels)
                #expect(image.map { $0 > 0 } == mask)
                #expect(image.allSatisfy { $0 >= 0 && $0 == $0.rounded() && $0 <= 32_767 })
            }
            #expect(mask.contains(false))
        }
    }

    @Test func everyLabelLiesInTheBrain() {
        for made in Self.cases {
            #expect(Set(made.labels).isSubset(of: [0, 1, 2, 4]))
            #expect(made.labels.contains(2))
            for (label, t1) in zip(made.labels, made.images["t1"]!) where label != 0 { #expect(t1 > 0) }
        }
    }

    @Test func someTumoursEnhanceAndSomeDoNot() {
        let enhancing = Self.cases.count { $0.labels.contains(4) }
        #expect(enhancing > 5 && enhancing < 12)
    }

    @Test func theRimIsBrightInT1cAlone() {
        for made in Self.cases where made.labels.contains(4) {
            let (t1, t1c) = (Picture(made, "t1"), Picture(made, "t1c"))
            #expect(t1c.mean(of: [4]) > 1.25 * t1c.mean(of: [2]))
            #expect(t1.mean(of: [4]) < 1.25 * t1.mean(of: [2]))
        }
    }

    @Test func edemaIsBrightInFLAIRAndT2() {
        for made in Self.cases {
            // In T1 the brain's brighter half is white matter, as good as alone.
            let white = Picture(made, "t1").brighterHalf()
            for name in ["flair", "t2"] {
                let picture = Picture(made, name)
                #expect(picture.mean(of: [2]) > 1.15 * picture.mean(where: white))
            }
        }
    }

    @Test func t1AloneTellsLittle() {
        func mean(_ name: String) -> Double {
            // Dark tells as much as bright.
            let areas = Self.cases.map { abs(Picture($0, name).areaUnderCurve(of: [1, 2, 4]) - 0.5) + 0.5 }
            return areas.reduce(0, +) / Double(areas.count)
        }
        #expect(mean("t1") < mean("flair") - 0.15)
        #expect(mean("flair") > 0.85)
    }
}
