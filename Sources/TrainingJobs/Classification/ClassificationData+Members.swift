import Records

extension ClassificationData {
    /// How many members' parts there can be: as many as are asked for, and no more than the smallest class has records.
    package func memberCount(_ settings: ClassificationSettings) -> Int {
        guard isDivided, !validation.labels.isEmpty else { return 1 }
        let labels = pool.labels
        return max(1, min(settings.members, classNames.indices.map { name in labels.count { $0 == name } }.min() ?? 1))
    }

    /// The data of one of several members: training and validation records are divided anew, so that each is for validation once.
    package func member(_ number: Int, of count: Int, _ settings: ClassificationSettings) -> ClassificationData {
        guard count > 1 else { return self }
        let pool = pool
        guard let folds = try? StratifiedSplit.folds(pool.labels, count: count, classNames: classNames, seed: settings.seed) else { return self }
        var data = self
        data.training = pool[folds.indices.filter { $0 != number }.flatMap { folds[$0] }.sorted()]
        data.validation = pool[folds[number]]
        if settings.oversampling, encoder?.schema.readsSignals == false {
            data.training.append(SMOTE(neighbours: settings.neighbours).synthesise(data.training, seed: settings.seed))
        }
        return data
    }

    /// Training and validation records; synthetic ones, which have no key, are none.
    var pool: EncodedBatch {
        var pool = training[training.keys.indices.filter { !training.keys[$0].isEmpty }]
        pool.append(validation)
        return pool
    }
}
