import Files
import Foundation
import Imaging
import Plotting

/// The pictures of a training's course: Fig. 5 and Fig. 6 of the paper, and the losses.
public struct TrainingPlots: Sendable {
    /// By file name.
    let charts: [(name: String, chart: LineChart)]

    public init(_ course: TrainingCourse) {
        let last = Double(course.taskLoss.last?.iteration ?? 0)
        func chart(_ name: String, _ title: String, _ label: String, _ series: [(name: String, series: TrainingCourse.Series)],
                   _ values: [Double] = [], _ scale: LineChart.Scale = .linear) -> (String, LineChart)? {
            guard series.contains(where: { !$0.series.isEmpty }) else { return nil }
            return (name, LineChart(title: title, horizontalLabel: "iteration", verticalLabel: label,
                                    curves: TrainingPlots.curves(series), horizontalValues: [0, last], verticalValues: values, verticalScale: scale))
        }
        charts = [
            chart("importance", "Importance of each modality", "weight", course.importance, [0]),
            chart("losses", "Task loss", "loss", [("training", course.taskLoss), ("held out", course.heldOutLoss)], [0]),
            chart("distillation", "Distillation loss, without its factor", "loss", [("training", course.distillationLoss)], [], .logarithmic),
            chart("dice", "Soft Dice of training patches", "Dice", course.dice, [0, 1]),
            chart("accuracy", "Accuracy of training batches", "accuracy", [("training", course.accuracy)], [0, 1]),
            chart("distance", "Generated from true features: L1 distance", "distance", course.distance, [], .logarithmic),
            chart("similarity", "Generated and true features: cosine similarity", "similarity", course.similarity, [1]),
        ].compactMap { $0 }
    }

    /// Writes all pictures into a directory, which is made: all or none of them.
    ///
    /// - Returns: The files.
    /// - Throws: `TrainingJobError.cannotWrite` or `PictureError`.
    public func write(to directory: String, overwrite: Bool) throws -> [String] {
        do { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) } catch {
            throw TrainingJobError.cannotWrite(directory, reason: "it cannot be made a folder")
        }
        let batch = FileBatch(overwrite: overwrite)
        let files = charts.map { URL(fileURLWithPath: directory).appendingPathComponent("\($0.name).png").relativePath }
        for (file, (_, chart)) in zip(files, charts) { try PNGWriter.write(chart.draw(), to: file, in: batch) }
        try batch.publish()
        return files
    }

    private static let displayNames = ["flair": "FLAIR", "t1": "T1", "t1c": "T1c", "t2": "T2"]

    /// Of long series the running mean, with the series itself faint behind.
    private static func curves(_ series: [(name: String, series: TrainingCourse.Series)]) -> [LineChart.Curve] {
        var (behind, front): ([LineChart.Curve], [LineChart.Curve]) = ([], [])
        for (number, (name, series)) in series.enumerated() where !series.isEmpty {
            let colour = LineChart.colours[number % LineChart.colours.count]
            let points = series.map { (x: Double($0.iteration), y: $0.value) }
            let smooth = runningMean(points, reach: points.count / 60)
            if points.count >= 60 { behind.append(.init(name: nil, points: points, colour: colour, opacity: 0.25)) }
            front.append(.init(name: displayNames[name, default: name], points: smooth, colour: colour))
        }
        return behind + front
    }

    /// Each value becomes the mean of those up to `reach` places away: near the start, where series are steep, of as many on either
    /// side; near the end of those that there are.
    private static func runningMean(_ points: [(x: Double, y: Double)], reach: Int) -> [(x: Double, y: Double)] {
        points.indices.map { index in
            let window = points[index - min(reach, index)...index + min(reach, index, points.count - 1 - index)]
            return (points[index].x, window.reduce(0) { $0 + $1.y } / Double(window.count))
        }
    }
}
