import Imaging
enum OverlayPicture {
    static func write(_ labels: [UInt8], _ prepared: PreparedCase, _ statistics: SegmentationStatistics, _ modalities: [String], to path: String) throws {}
}
