/// What the columns of a table mean: which modality each belongs to and how it is read, the key and the label.
///
/// As YAML:
///
///     key: RID
///     label: Class
///     classes: [Control, Impaired]
///     modalities:
///     - name: clinical
///       numeric: [age, education]
///       categorical: [sex]
///     - name: genetic
///       genotype: [APOE]
///
/// or, where cells are paths of files, relative to the table's folder:
///
///     modalities:
///     - name: image
///       picture: png
///     - name: audio
///       sound: wav
///       features: full
///
/// A name that ends in `*` stands for all columns that begin so, in the table's order, but those that the schema names elsewhere; `*` alone is the rest.
package struct Schema: Sendable, Hashable, Codable {
    /// The column whose values name the records, each once; without it records are numbered from 1.
    package var key: String?
    /// The column of the classes to learn; not needed for prediction.
    package var label: String?
    /// The names of the classes; empty to take those of the training table.
    package var classes: [String] = []
    /// What a cell without a value may hold, besides nothing.
    package var missing = ["NA", "N/A", "NaN", "nan", "NULL", "null"]
    /// Files that make up one table, with paths relative to the schema's folder; empty for one table that is named elsewhere.
    package var files: [File] = []
    /// How the files' rows are brought together.
    package var join = Join.rows
    package var modalities: [Modality] = []
    /// Columns that are left out on purpose.
    package var ignored: [String] = []

    package init() {}

    /// Whether the modalities are pictures and sounds.
    package var readsSignals: Bool { modalities.contains { $0.signal != nil } }

    /// How the rows of several files belong together.
    package enum Join: String, Sendable, Hashable, Codable {
        /// By their order: the files have one row for each record.
        case rows
        /// By the key, which each file has as a column; a record may be absent from a file.
        case key
    }

    /// One of several files; its columns are named `name.column` in the table.
    package struct File: Sendable, Hashable, Codable {
        package var name: String
        package var path: String
        /// Whether the first line names the columns; if not, they are 1, 2, and so on.
        package var header = true

        package init(name: String, path: String, header: Bool = true) { (self.name, self.path, self.header) = (name, path, header) }
    }

    /// The columns that are measured or absent together.
    package struct Modality: Sendable, Hashable, Codable {
        package var name: String
        /// Columns of numbers.
        package var numeric: [String] = []
        /// Columns of names without an order.
        package var categorical: [String] = []
        /// Columns of genotypes, in their order on the genome: a dosage 0, 1, 2, or two alleles such as A/G, AG or E3E4.
        package var genotype: [String] = []
        /// A column of paths of pictures: PNG, or IDX as `FILE#3`, counted from 0. It is the modality's only column.
        package var picture: String?
        /// A column of paths of WAV files. It is the modality's only column.
        package var sound: String?
        /// How sounds become numbers; nil for `full`.
        package var features: AudioFeatures?

        package init(name: String, numeric: [String] = [], categorical: [String] = [], genotype: [String] = []) {
            (self.name, self.numeric, self.categorical, self.genotype) = (name, numeric, categorical, genotype)
        }

        /// What the files are that the modality's only column names; nil where its columns hold values.
        package var signal: SignalKind? { picture != nil ? .picture : sound != nil ? .sound(features ?? .full) : nil }

        /// All columns: numeric, then categorical, then genotypes, or the one of files.
        package var columns: [String] { numeric + categorical + genotype + [picture, sound].compactMap { $0 } }
    }
}
