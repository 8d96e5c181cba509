/// A stored voxel type. Conversions are spelled out per type: the generic ones of the standard library are slow.
protocol VoxelElement {
    var float: Float { get }
    var double: Double { get }
}

extension UInt8: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension Int8: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension UInt16: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension Int16: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension UInt32: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension Int32: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension UInt64: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension Int64: VoxelElement { var float: Float { Float(self) }; var double: Double { Double(self) } }
extension Float: VoxelElement { var float: Float { self }; var double: Double { Double(self) } }
extension Double: VoxelElement { var float: Float { Float(self) }; var double: Double { self } }
