extension ModelFile {
    /// A tensor's elements in row-major order as float32, whatever their type in the file; `absentTensor` if there is none.
    public func floats(_ name: String) throws(ModelError) -> [Float] {
        let entry = try entry(name)
        defer { mapping.release(entry.offset..<entry.offset + entry.bytes) }
        return entry.dtype.floats(bytes(of: entry))
    }

    /// A tensor's extents, outermost first; `absentTensor` if there is none.
    public func shape(_ name: String) throws(ModelError) -> [Int] { try entry(name).shape }

    /// Calls `body` with a tensor's float32 elements: those in the file itself, or a copy if they are stored as bf16.
    package func withTensor<Result>(_ name: String, _ body: (UnsafeBufferPointer<Float>) -> Result) throws(ModelError) -> Result {
        let entry = try entry(name)
        switch entry.dtype {
        // Tensors lie at multiples of 64 in a mapping that starts on a page, so their floats are aligned.
        case .f32: return bytes(of: entry).withMemoryRebound(to: Float.self, body)
        case .bf16: return entry.dtype.floats(bytes(of: entry)).withUnsafeBufferPointer(body)
        }
    }

    /// Calls `body` with a tensor's bytes as they lie in the file, little-endian.
    package func withBytes<Result>(_ name: String, _ body: (UnsafeRawBufferPointer, TensorEntry.ElementType) -> Result) throws(ModelError) -> Result {
        let entry = try entry(name)
        return body(bytes(of: entry), entry.dtype)
    }

    private func entry(_ name: String) throws(ModelError) -> TensorEntry {
        guard let entry = header.tensors[name] else { throw .absentTensor(mapping.place("tensors.\(name)", frame.header.lowerBound)) }
        return entry
    }

    private func bytes(of entry: TensorEntry) -> UnsafeRawBufferPointer { mapping[entry.offset..<entry.offset + entry.bytes] }
}
