import Evaluation
import Imaging
import Synchronization

/// The scores of one case, from its two files.
struct CaseScores {
    let regions: [TumourRegion: RegionScores]

    /// - Parameters:
    ///   - scheme: The prediction's; nil for what its labels and name tell.
    ///   - run: Shares out the files and the regions.
    /// - Throws: `ImagingError` for a file that cannot be read, holds other labels than BraTS's, or lies on another grid than the truth.
    init(_ match: MaskMatch, _ scheme: LabelScheme?, lesionWise: Bool, _ run: TaskRunner) throws(ImagingError) {
        let read = Mutex<[Int: Result<Labels, ImagingError>]>([:])
        run(2) { number in
            let result = Result { () throws(ImagingError) in number == 0 ? try Labels(match.prediction, scheme) : try Labels(match.truth, nil) }
            read.withLock { $0[number] = result }
        }
        let found = read.withLock { $0 }
        let (prediction, truth) = (try found[0]!.get(), try found[1]!.get())
        if let difference = prediction.grid.difference(from: truth.grid) {
            throw .gridMismatch(first: match.prediction, second: match.truth, difference: difference)
        }
        let masks = CaseMasks(prediction: (prediction.labels, prediction.scheme), truth: (truth.labels, truth.scheme),
                              truth.grid.extent, spacing: truth.grid.spacing)
        let scores = Mutex<[TumourRegion: RegionScores]>([:])
        // The whole tumour takes longest and is begun first.
        let regions = Array(TumourRegion.allCases.reversed())
        run(regions.count) { number in
            let result = RegionScores(masks.pair(regions[number]), lesionWise: lesionWise)
            scores.withLock { $0[regions[number]] = result }
        }
        self.regions = scores.withLock { $0 }
    }

    /// What a segmentation's file holds.
    private struct Labels: Sendable {
        let grid: Grid
        let labels: [UInt8]
        let scheme: LabelScheme

        init(_ path: String, _ given: LabelScheme?) throws(ImagingError) {
            let volume = try NIfTIReader.read(path)
            (grid, labels) = (volume.grid, try volume.labels())
            scheme = if let given { given } else { try LabelScheme.detect(in: labels, file: path) }
            try given?.check(labels, file: path)
        }
    }
}
