import Foundation
import GRDB

/// What a history holds, as series over iterations.
public struct TrainingCourse: Sendable, Hashable {
    /// A value at iterations, in their order.
    public typealias Series = [Point]

    public struct Point: Sendable, Hashable {
        public var iteration: Int
        public var value: Double
    }

    /// What was trained, with what, on what.
    public struct Run: Sendable, Hashable {
        public var programVersion: String
        public var seed: String
        /// As YAML.
        public var settings: String
        /// Names, sorted.
        public var trainingCases: [String]
        public var validationCases: [String]
    }

    public private(set) var run: Run?
    public var taskLoss: Series = []
    public var distillationLoss: Series = []
    public var heldOutLoss: Series = []
    public var learningRate: Series = []
    /// Of a classifier, over training batches.
    public var accuracy: Series = []
    /// Soft Dice over training patches, by region in the order of the outputs.
    public var dice: [(name: String, series: Series)] { named(diceByRegion, TrainingCase.regions.map(\.rawValue)) }
    /// Normalised importance weights, by modality (Fig. 5).
    public var importance: [(name: String, series: Series)] { named(importanceByModality, SegmentationTraining.modalities) }
    /// L1 distance of generated and true features, by modality (Fig. 6).
    public var distance: [(name: String, series: Series)] { named(distanceByModality, SegmentationTraining.modalities) }
    /// Cosine similarity of generated and true features, by modality (Fig. 6).
    public var similarity: [(name: String, series: Series)] { named(similarityByModality, SegmentationTraining.modalities) }

    private var diceByRegion: [String: Series] = [:]
    private var importanceByModality: [String: Series] = [:]
    private var distanceByModality: [String: Series] = [:]
    private var similarityByModality: [String: Series] = [:]

    /// Reads a history, which may be growing.
    ///
    /// - Throws: `TrainingJobError.historyAbsent`, `badHistory` for a file that is none, `emptyHistory` where nothing was reported yet.
    public init(_ path: String) throws(TrainingJobError) {
        try TrainingDatabase.read(path) { db in
            run = try TrainingCourse.run(db)
            for row in try HistoryProgress.order(Column("iteration")).fetchAll(db) { add(row) }
            for row in try HistoryDice.order(Column("iteration")).fetchAll(db) { diceByRegion.add(row.value, row.region, row.iteration) }
            // Histories of earlier versions lack the table.
            if try db.tableExists(HistoryAccuracy.databaseTableName) {
                accuracy = try HistoryAccuracy.order(Column("iteration")).fetchAll(db).map { Point(iteration: $0.iteration, value: Double($0.value)) }
            }
            for row in try HistoryImportance.order(Column("iteration")).fetchAll(db) { importanceByModality.add(row.weight, row.modality, row.iteration) }
            for row in try HistoryImputation.order(Column("iteration")).fetchAll(db) {
                distanceByModality.add(row.distance, row.modality, row.iteration)
                similarityByModality.add(row.similarity, row.modality, row.iteration)
            }
        }
        guard !taskLoss.isEmpty else { throw .emptyHistory(path) }
    }

    private static func run(_ db: Database) throws -> Run? {
        let cases = try HistoryCase.order(Column("name")).fetchAll(db)
        return try HistoryRun.fetchOne(db).map { row in
            Run(programVersion: row.programVersion, seed: row.seed, settings: row.settings,
                trainingCases: cases.filter { !$0.heldOut }.map(\.name), validationCases: cases.filter(\.heldOut).map(\.name))
        }
    }

    private mutating func add(_ row: HistoryProgress) {
        taskLoss.append(Point(iteration: row.iteration, value: Double(row.taskLoss)))
        distillationLoss.append(Point(iteration: row.iteration, value: Double(row.distillationLoss)))
        learningRate.append(Point(iteration: row.iteration, value: Double(row.learningRate)))
        if let loss = row.heldOutLoss { heldOutLoss.append(Point(iteration: row.iteration, value: Double(loss))) }
    }

    private func named(_ series: [String: Series], _ order: [String]) -> [(name: String, series: Series)] {
        (order + series.keys.filter { !order.contains($0) }.sorted()).compactMap { name in series[name].map { (name, $0) } }
    }
}

extension [String: TrainingCourse.Series] {
    fileprivate mutating func add(_ value: Float, _ name: String, _ iteration: Int) {
        self[name, default: []].append(.init(iteration: iteration, value: Double(value)))
    }
}
