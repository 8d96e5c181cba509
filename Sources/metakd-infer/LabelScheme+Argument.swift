import ArgumentParser
import Imaging

extension LabelScheme: ExpressibleByArgument {
    /// What can be asked for; the other schemes are for reading.
    public static var allValueStrings: [String] { writable.map(\.rawValue) }

    /// Refuses a scheme that is for reading only.
    func requireWritable() throws(ValidationError) {
        if !LabelScheme.writable.contains(self) { throw ValidationError("--label-scheme is \(rawValue), expected 2021 or 2023") }
    }
}
