extension Schema {
    enum CodingKeys: String, CodingKey, CaseIterable { case key, label, classes, missing, files, join, modalities, ignored }

    /// What a file leaves out keeps its default.
    package init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        key = try container.decodeIfPresent(String.self, forKey: .key)
        label = try container.decodeIfPresent(String.self, forKey: .label)
        classes = try container.decodeIfPresent([String].self, forKey: .classes) ?? []
        missing = try container.decodeIfPresent([String].self, forKey: .missing) ?? missing
        files = try container.decodeIfPresent([File].self, forKey: .files) ?? []
        join = try container.decodeIfPresent(Join.self, forKey: .join) ?? .rows
        modalities = try container.decode([Modality].self, forKey: .modalities)
        ignored = try container.decodeIfPresent([String].self, forKey: .ignored) ?? []
    }

    /// The keys of a schema, of its files and of its modalities.
    static let keys = Set(CodingKeys.allCases.map(\.rawValue))
}

extension Schema.File {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, path, header }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        path = try container.decode(String.self, forKey: .path)
        header = try container.decodeIfPresent(Bool.self, forKey: .header) ?? true
    }

    static let keys = Set(CodingKeys.allCases.map(\.rawValue))
}

extension Schema.Modality {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, numeric, categorical, genotype, picture, sound, features }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        numeric = try container.decodeIfPresent([String].self, forKey: .numeric) ?? []
        categorical = try container.decodeIfPresent([String].self, forKey: .categorical) ?? []
        genotype = try container.decodeIfPresent([String].self, forKey: .genotype) ?? []
        picture = try container.decodeIfPresent(String.self, forKey: .picture)
        sound = try container.decodeIfPresent(String.self, forKey: .sound)
        features = try container.decodeIfPresent(AudioFeatures.self, forKey: .features)
    }

    static let keys = Set(CodingKeys.allCases.map(\.rawValue))
}
