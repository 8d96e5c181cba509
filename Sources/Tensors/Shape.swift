/// The extents `[C, D, H, W]` of one sample's feature map: channels, depth, height, width.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
    public var channels: Int
    public var extent: Extent

    /// Extents must be at least 1.
    public init(channels: Int, extent: Extent) {
        precondition(channels > 0, "channels \(channels) must be positive")
        self.channels = channels
        self.extent = extent
    }

    public init(_ channels: Int, _ depth: Int, _ height: Int, _ width: Int) {
        self.init(channels: channels, extent: Extent(depth, height, width))
    }

    /// C·D·H·W.
    public var count: Int { channels * extent.voxels }

    public var description: String { "\(channels)×\(extent)" }
}

/// The spatial extents `[D, H, W]`; width is contiguous in memory.
public struct Extent: Hashable, Sendable, CustomStringConvertible {
    public var depth: Int
    public var height: Int
    public var width: Int

    public init(_ depth: Int, _ height: Int, _ width: Int) {
        precondition(depth > 0 && height > 0 && width > 0, "extent \(depth)×\(height)×\(width) must be positive")
        self.depth = depth
        self.height = height
        self.width = width
    }

    /// D·H·W.
    public var voxels: Int { depth * height * width }

    public var description: String { "\(depth)×\(height)×\(width)" }
}

extension Extent: LosslessStringConvertible {
    /// Reads `DxHxW` (or with `×`); nil unless there are three positive integers.
    public init?(_ description: String) {
        let parts = description.lowercased().split { $0 == "x" || $0 == "×" }.map { Int($0) }
        guard parts.count == 3, let d = parts[0], let h = parts[1], let w = parts[2], min(d, h, w) > 0 else { return nil }
        self.init(d, h, w)
    }
}
