extension Schema {
    /// What contradicts itself, whatever the table; nil if nothing does.
    var fault: String? {
        if modalities.isEmpty { return "it names no modality" }
        if let name = Schema.repeated(modalities.map { $0.name.lowercased() }) { return "the modality \"\(name)\" stands twice" }
        if let modality = modalities.first(where: \.columns.isEmpty) { return "the modality \"\(modality.name)\" has no column" }
        if let fault = signalFault { return fault }
        if let name = Schema.repeated(modalities.flatMap(\.columns)) { return "the column \"\(name)\" stands twice" }
        if let name = modalities.flatMap(\.columns).first(where: { $0 == key || $0 == label }) {
            return "the column \"\(name)\" is the key or the label and stands in a modality too"
        }
        if let name = Schema.repeated(classes) { return "the class \"\(name)\" stands twice" }
        if classes.count == 1 { return "it names one class, expected two or more" }
        if let name = Schema.repeated(files.map(\.name)) { return "the file \"\(name)\" stands twice" }
        if join == .key, key == nil { return "it joins files by key and names no key" }
        return nil
    }

    /// A network reads tables, or pictures and sounds.
    private var signalFault: String? {
        if let modality = modalities.first(where: { $0.signal != nil && $0.columns.count > 1 }) {
            return "the modality \"\(modality.name)\" has a picture or sound and other columns, expected that column alone"
        }
        if let modality = modalities.first(where: { $0.features != nil && $0.sound == nil }) {
            return "the modality \"\(modality.name)\" has features and no sound"
        }
        guard readsSignals, let modality = modalities.first(where: { $0.signal == nil }) else { return nil }
        return "the modality \"\(modality.name)\" holds values and others files, expected files in all or none"
    }

    private static func repeated(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }
}
