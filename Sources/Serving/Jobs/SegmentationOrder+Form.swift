import Imaging
import Workflow

/// The form in which an order is sent: read by the server, written by the client, in the command line's words.
extension SegmentationOrder {
    private static let fields = ["model", "outputs", "label-scheme", "tta", "rules", "overlay-style", "overlay-planes", referenceName, "output-grid"]

    /// The name under which a part of a form is stored as a file: a modality, by any of its names, or a reference that is sent as a file.
    static func fileName(_ part: String, isFile: Bool) -> String? {
        ModalityAliases.standard.canonicalName(of: part) ?? (isFile && part == referenceName ? part : nil)
    }

    /// Reads a form.
    ///
    /// - Throws: `RequestError` for what it lacks, or what is unknown.
    init(_ form: Form, _ models: ServedModels, defaultOutputs: [SegmentationOutput]) throws(RequestError) {
        if let unknown = form.texts.keys.sorted().first(where: { !SegmentationOrder.fields.contains($0) }) {
            throw .badRequest("the form has a part \(unknown.prefix(64).debugDescription); expected images by modality (flair, t1, t1c, t2) and "
                + SegmentationOrder.fields.joined(separator: ", "))
        }
        let modalities = form.files.subtracting([SegmentationOrder.referenceName]).sorted()
        self.init(model: try models.model(form.texts["model"], task: .segmentation).name, modalities: modalities, outputs: defaultOutputs)
        guard !modalities.isEmpty else { throw .badRequest("no image was sent; send at least one of flair, t1, t1c, t2") }
        try read(form)
    }

    /// Reads the fields that a form may leave out.
    private mutating func read(_ form: Form) throws(RequestError) {
        let one = "one of the modalities sent (\(modalities.joined(separator: ", ")))", given = modalities
        func set<Value>(_ field: String, _ expected: String, _ value: inout Value, _ read: (String) -> Value?) throws(RequestError) {
            guard let text = form.texts[field] else { return }
            guard let found = read(text) else { throw .badRequest("\(field) is unknown; expected \(expected)") }
            value = found
        }
        try set("outputs", "some of \(SegmentationOutput.allCases.map(\.rawValue).joined(separator: ",")), with commas between", &outputs, SegmentationOrder.outputs)
        try set("label-scheme", LabelScheme.writable.map(\.rawValue).joined(separator: " or "), &labelScheme) { text in
            LabelScheme(rawValue: text).flatMap { LabelScheme.writable.contains($0) ? $0 : nil }
        }
        try set("tta", "true or false", &options.mirroring) { Bool($0) }
        try set("rules", RuleChoice.grammar, &options.rules) { RuleChoice($0) }
        try set("overlay-style", OverlayStyle.allCases.map(\.rawValue).joined(separator: " or "), &options.overlayStyle) { OverlayStyle(rawValue: $0) }
        try set("overlay-planes", "some of \(SlicePlane.text(SlicePlane.allCases)), with commas between", &options.overlayPlanes, SlicePlane.list)
        try set("output-grid", "reference or \(one)", &outputGrid) { text in OutputGrid(text).flatMap { $0.isOf(given) ? $0 : nil } }
        if form.files.contains(SegmentationOrder.referenceName) {
            reference = .file(SegmentationOrder.referenceName)
        } else {
            // A path would be one of this machine, and the client's choice.
            try set(SegmentationOrder.referenceName, "finest, 1mm, \(one), or a NIfTI file", &reference) { text in
                let grid = ReferenceGrid(text)
                return grid.isOf(given) ? grid : nil
            }
        }
    }

    private static func outputs(_ text: String) -> [SegmentationOutput]? {
        let names = Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        let outputs = SegmentationOutput.allCases.filter { names.contains($0.rawValue) }
        return outputs.count == names.count && !outputs.isEmpty ? outputs : nil
    }

    /// The parts of the form that asks for what a request does.
    static func parts(of request: SegmentationRequest) -> (texts: [(name: String, value: String)], files: [(name: String, path: String)]) {
        let (outputs, options) = (SegmentationOutput.allCases.filter { $0.path(in: request) != nil }, request.options)
        var texts = [
            ("outputs", outputs.map(\.rawValue).joined(separator: ",")), ("label-scheme", request.labelScheme.rawValue), ("tta", "\(options.mirroring)"),
            ("rules", options.rules.text), ("overlay-style", options.overlayStyle.rawValue), ("overlay-planes", SlicePlane.text(options.overlayPlanes)),
            ("output-grid", request.outputGrid.text),
        ]
        var files = request.images.map { (name: ModalityAliases.standard.canonicalName(of: $0.modality) ?? $0.modality, path: $0.path) }
        if let model = request.model { texts.append(("model", model)) }
        if case .file(let path) = request.reference { files.append((referenceName, path)) } else { texts.append((referenceName, request.reference.text)) }
        return (texts, files)
    }
}

extension OutputGrid {
    /// Whether it needs none but some modalities.
    fileprivate func isOf(_ modalities: [String]) -> Bool {
        switch self {
        case .reference: true
        case .modality(let name): modalities.contains(name)
        }
    }
}

extension ReferenceGrid {
    /// Whether it needs none but some modalities, and no file.
    fileprivate func isOf(_ modalities: [String]) -> Bool {
        switch self {
        case .finest, .millimetre: true
        case .modality(let name): modalities.contains(name)
        case .file: false
        }
    }
}
