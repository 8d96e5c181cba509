import Tensors

/// How a batch of records lies on the axes of an image [C, D, H, W].
public enum RecordAxes: Hashable, Sendable {
    /// A record is a row of a table with one channel for each feature; records lie along width: [features, 1, 1, records].
    case table
    /// A record is a picture of one channel; records lie along depth: [1, records, height, width].
    case pictures(height: Int, width: Int)

    /// The spatial extent of a batch.
    public func extent(records: Int) -> Extent {
        switch self {
        case .table: Extent(1, 1, records)
        case .pictures(let height, let width): Extent(records, height, width)
        }
    }

    /// The axes and size of a batch with this extent.
    public init(_ extent: Extent) {
        self = extent.depth == 1 && extent.height == 1 ? .table : .pictures(height: extent.height, width: extent.width)
    }

    /// The records of a batch with this extent.
    public func records(_ extent: Extent) -> Int {
        switch self {
        case .table: extent.width
        case .pictures: extent.depth
        }
    }

    /// The extent of the network's output for a batch: one voxel a record.
    public func outputExtent(records: Int) -> Extent {
        switch self {
        case .table: Extent(1, 1, records)
        case .pictures: Extent(records, 1, 1)
        }
    }

    /// Numbers of a record in an image of some channels.
    public func features(channels: Int) -> Int {
        switch self {
        case .table: channels
        case .pictures(let height, let width): channels * height * width
        }
    }

    /// The shape of a batch with this many numbers a record.
    public func shape(features: Int, records: Int) -> Shape {
        switch self {
        case .table: Shape(features, 1, 1, records)
        case .pictures: Shape(channels: 1, extent: extent(records: records))
        }
    }

    /// Puts a record's numbers into a planar batch.
    public func place(_ features: UnsafeBufferPointer<Float>, record: Int, of records: Int, in batch: UnsafeMutableBufferPointer<Float>) {
        switch self {
        case .table: for (index, value) in features.enumerated() { batch[index * records + record] = value }
        case .pictures: _ = batch[(record * features.count)...].update(from: features)
        }
    }
}
