extension ClassificationSettings {
    /// Refuses numbers that no training can work with, before any data is read.
    ///
    /// - Throws: `TrainingJobError.badSetting` naming the first.
    package func check() throws(TrainingJobError) {
        try checkNetwork()
        try require("epochs", epochs, "1 to 1000000") { 1...1_000_000 ~= $0 }
        try require("batch", batch, "2 to 65536") { 2...65_536 ~= $0 }
        try require("allModalityEpochs", allModalityEpochs, "0 or more") { $0 >= 0 }
        try require("dropping", dropping, "0 to 1") { 0...1 ~= $0 }
        try require("balance", balance, "0 to 1") { 0...1 ~= $0 }
        try require("learningRate", learningRate, "a positive number") { $0 > 0 && $0.isFinite }
        try require("weightDecay", weightDecay, "one number or more, each 0 or more") { !$0.isEmpty && $0.allSatisfy { $0 >= 0 && $0.isFinite } }
        try require("members", members, "1 to 100") { 1...100 ~= $0 }
        try checkMethod()
        try require("priors", priors, "0 to 1") { 0...1 ~= $0 }
        try require("neighbours", neighbours, "1 or more") { $0 >= 1 }
        try require("fractions", fractions, "three numbers of 0 or more that add up to 1, the first above 0") {
            (shares: [Double]) -> Bool in
            let sum: Double = shares.reduce(0, +)
            return shares.count == 3 && shares.allSatisfy { $0 >= 0 } && abs(sum - 1) < 1e-6 && shares[0] > 0
        }
        try require("reportInterval", reportInterval, "1 or more") { $0 >= 1 }
        try require("checkpointInterval", checkpointInterval, "0 or more") { $0 >= 0 }
    }

    private func checkNetwork() throws(TrainingJobError) {
        try require("hidden", hidden, "up to 8 numbers from 1 to 4096") { $0.count <= 8 && $0.allSatisfy { 1...4096 ~= $0 } }
        try require("pictureWidths", pictureWidths, "three numbers from 1 to 4096") { $0.count == 3 && $0.allSatisfy { 1...4096 ~= $0 } }
        try require("features", features, "1 to 4096") { 1...4096 ~= $0 }
        try require("decoderWidth", decoderWidth, "1 to 4096") { 1...4096 ~= $0 }
        try require("dropout", dropout, "at least 0 and below 1") { 0..<1 ~= $0 }
    }
}
