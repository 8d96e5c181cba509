import Networks

/// Checks of where a model file says its tensors lie.
struct TensorTable {
    let entries: [String: TensorEntry]
    let file: FileMapping
    let data: Range<Int>
    let headerStart: Int

    /// Every entry lies inside the data, at a multiple of 64, with the bytes that its shape asks for, on its own.
    func validate() throws(ModelError) {
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) { try validate(name, entry) }
        let ordered = entries.sorted { ($0.value.offset, $0.key) < ($1.value.offset, $1.key) }
        var (end, previous) = (data.lowerBound, "")
        for (name, entry) in ordered {
            guard entry.offset >= end else { throw .overlap(place(name, "offset").at(entry.offset), with: previous) }
            try file.requireZeros(end..<entry.offset, "padding before \(name)")
            (end, previous) = (entry.offset + entry.bytes, name)
        }
        try file.requireZeros(end..<data.upperBound, "padding after the tensors")
    }

    /// Every tensor that the network uses is there in the shape in which it is used.
    func validate(_ network: Graph) throws(ModelError) {
        let parameters: [Parameter]
        do {
            parameters = try network.parameters()
        } catch {
            throw .impossibleGraph(file.place("network", headerStart), error)
        }
        for parameter in parameters {
            guard let entry = entries[parameter.name] else { throw .absentTensor(place(parameter.name)) }
            guard entry.shape == parameter.shape else {
                throw .wrongShape(place(parameter.name, "shape"), found: entry.shape, expected: parameter.shape)
            }
        }
    }

    /// Every weight is a finite number.
    func validateElements() throws(ModelError) {
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let bytes = file[entry.offset..<entry.offset + entry.bytes]
            if let element = entry.dtype.firstNotFinite(bytes) { throw .notFinite(place(name).at(entry.offset), element: element) }
        }
    }

    private func validate(_ name: String, _ entry: TensorEntry) throws(ModelError) {
        guard let bytes = TensorTable.byteCount(entry.shape, elementSize: entry.dtype.size, minimumExtent: 1) else {
            throw .impossibleShape(place(name, "shape"), found: entry.shape)
        }
        guard entry.bytes == bytes else { throw .wrongByteCount(place(name, "bytes"), found: entry.bytes, expected: bytes) }
        guard entry.offset.isMultiple(of: ModelFrame.alignment) else {
            throw .misaligned(place(name, "offset"), found: entry.offset, alignment: ModelFrame.alignment)
        }
        guard data.contains(entry.offset) else { throw .outsideData(place(name, "offset"), found: entry.offset, allowed: data) }
        guard bytes <= data.upperBound - entry.offset else {
            throw .outsideData(place(name, "bytes"), found: entry.offset.addingReportingOverflow(bytes).partialValue, allowed: data)
        }
    }

    /// The bytes of a tensor; nil if an extent is below the minimum, there are more than 8, or the product overflows.
    static func byteCount(_ shape: [Int], elementSize: Int, minimumExtent: Int) -> Int? {
        guard shape.count <= 8 else { return nil }
        var bytes = elementSize
        for extent in shape {
            guard extent >= minimumExtent else { return nil }
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            bytes = product
        }
        return bytes
    }

    private func place(_ tensor: String, _ field: String? = nil) -> FilePlace {
        let place = file.place("tensors.\(tensor)", headerStart)
        return field.map(place.field) ?? place
    }
}
