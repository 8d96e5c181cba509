/// The place in a file that an error is about.
public struct FilePlace: Hashable, Sendable {
    public var path: String
    /// The field's path, such as `tensors.head.weight.offset`.
    public var field: String
    /// The byte, counted from the start of the file, at which the field or what holds it begins.
    public var offset: Int

    public init(path: String, field: String, offset: Int) {
        self.path = path
        self.field = field
        self.offset = offset
    }

    /// A field inside this one.
    func field(_ name: String) -> FilePlace {
        FilePlace(path: path, field: field.isEmpty ? name : field + "." + name, offset: offset)
    }

    /// An element of this field.
    func element(_ index: Int) -> FilePlace { FilePlace(path: path, field: "\(field)[\(index)]", offset: offset) }

    /// The same field, at a byte.
    func at(_ offset: Int) -> FilePlace { FilePlace(path: path, field: field, offset: offset) }
}
