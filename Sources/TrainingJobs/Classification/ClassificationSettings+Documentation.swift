extension ClassificationSettings {
    /// For `--help` and for the comments of the settings file.
    package static let documentation: [String: String] = [
        "hidden": "Hidden widths of the encoder of a table's modality.",
        "pictureWidths": "Three widths of the encoder of pictures: two convolutions and a linear layer.",
        "features": "Numbers in the feature that each modality's encoder makes and that is distilled.",
        "decoderWidth": "Width of the decoder's hidden layer.",
        "dropout": "Share of hidden values that dropout leaves out.",
        "epochs": "Passes over the training records. As modalities are dropped, a record counts once for each that it has: an epoch of 800 records with four "
            + "modalities each is 3200 / batch iterations, oversampled records included. Each member is trained for as many.",
        "batch": "Records in a batch.",
        "allModalityEpochs": "Epochs at the start in which records keep all their modalities.",
        "dropping": "Share of batches in which 0 to n - 1 of n modalities are dropped at random; the others keep all.",
        "balance": "Batches are drawn from each group of records with the same modalities in proportion to its size to this power; 0 for all alike.",
        "learningRate": "Adam's peak learning rate.",
        "weightDecay": "Adam's weight decay; of several, that with the smallest loss in a cross-validation of the training and validation records is taken.",
        "decay": "How the learning rate falls: cosine, or staircase (by a tenth after each third).",
        "scaling": "How numbers of tables are scaled: deviation (the mean becomes 0, five standard deviations 1) or range (to -1 to 1, as in the paper).",
        "classWeights": "What a record counts: equal, or balanced for classes that count the same.",
        "priors": "How far probabilities go from classes that are alike, 0 (the best balanced accuracy), to those as frequent as in the records, 1 (the "
            + "best accuracy).",
        "oversampling": "Whether small classes of tables are brought up to the size of the largest by SMOTE.",
        "neighbours": "k of SMOTE: how many nearest records of the same class a partner is drawn from.",
        "members": "Trainings from one start, each with another part of the training and validation records for the importance weights; the model "
            + "has the mean of their weights. It takes that many times as long; 1 where --validation is given.",
        "fractions": "Shares of the records for training, validation and test; they add up to 1.",
        "seed": "Seed of the split, weights, batches and dropped modalities; the same seed gives the same model at any number of threads.",
        "reportInterval": "Iterations that are averaged for one line of the display and one row of the history.",
        "checkpointInterval": "Iterations between two checkpoints; 0 for none unless the program is stopped.",
        "dataDescription": "What the model file says that it was trained on.",
    ].merging(methodDocumentation) { own, _ in own }
}
