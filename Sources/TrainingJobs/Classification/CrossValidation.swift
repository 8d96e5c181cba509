import Kernels
import ModelFormat
import Records

/// A classifier's scores on records that it has not seen: each fold is the test part of a training on the others.
package struct CrossValidation: Sendable {
    package let tables: ClassificationTables
    package let settings: ClassificationSettings
    /// The rows of each fold.
    package let folds: [[Int]]

    /// One fold's scores of one subset.
    package struct Score: Sendable, Hashable {
        package var fold: Int
        package var evaluation: SubsetEvaluation
    }

    /// - Throws: `RecordsError.tooFewRecords` if a class has fewer records than there are folds.
    package init(_ tables: ClassificationTables, folds count: Int, settings: ClassificationSettings) throws {
        try settings.check()
        (self.tables, self.settings) = (tables, settings)
        folds = try StratifiedSplit.folds(tables.records.labels, count: count, classNames: tables.schema.classes, seed: settings.seed)
    }

    /// Trains on all folds but one, once for each, and scores every subset on that one.
    ///
    /// - Parameter threads: Trainings at once, each on one thread.
    package func run(threads: Int, finished: @Sendable (Int) -> Void = { _ in }) throws -> [Score] {
        try ParallelRuns.map(folds.count, threads: threads) { fold in
            let data = try data(fold), machine = Machine(instructionSet: .best, threads: 1)
            let training = try ClassificationTraining(data, settings.choosing(for: data, machine: machine), machine: machine)
            try training.run()
            defer { finished(fold) }
            return try training.evaluate().map { Score(fold: fold, evaluation: $0) }
        }.flatMap { $0 }
    }

    /// The records with a fold as test part; of the rest a part, in the settings' proportion, is for validation.
    private func data(_ fold: Int) throws -> ClassificationData {
        let rest = folds.indices.filter { $0 != fold }.flatMap { folds[$0] }.sorted()
        let parts = settings.trainingParts(of: rest, tables.records.labels, seed: settings.seed &+ UInt64(fold))
        return try ClassificationData(tables.records, schema: tables.schema, parts: parts + [folds[fold]], settings: settings)
    }
}
