import Records
import Testing

/// What a model file says of tables is checked before it is used.
@Suite struct EncoderCheckTests {
    private let encoder: RecordEncoder

    init() throws {
        let table = Table("id,class,x,y,sex,apoe\n1,no,1,2,f,E3E4\n2,yes,3,,m,E3E3\n")
        encoder = RecordEncoder(fitting: try table.records(.small, labels: .required), schema: .small, rows: [0, 1])
    }

    private func fault(_ change: (inout RecordEncoder) -> Void = { _ in }) -> String? {
        var changed = encoder
        change(&changed)
        return changed.fault(modalities: ["a", "b"], features: encoder.modalities.map(\.featureCount), classes: ["no", "yes"])
    }

    @Test func takesItsOwn() { #expect(fault() == nil) }

    @Test func refusesWhatDoesNotFitTheNetwork() {
        #expect(encoder.fault(modalities: ["a", "b"], features: [2, 99], classes: ["no", "yes"])?.contains("features") == true)
        #expect(encoder.fault(modalities: ["b", "a"], features: [2, 4], classes: ["no", "yes"])?.contains("modalities") == true)
        #expect(encoder.fault(modalities: ["a", "b"], features: [2, 4], classes: ["yes", "no"])?.contains("classes") == true)
    }

    @Test func refusesWhatContradictsItself() {
        #expect(fault { $0.modalities[0].numeric.removeLast() }?.contains("as many as its columns") == true)
        #expect(fault { $0.modalities[0].numeric[0].maximum = .infinity }?.contains("not finite") == true)
        #expect(fault { $0.modalities[0].numeric[0].minimum = 5 }?.contains("not finite") == true)
        #expect(fault { $0.modalities[1].categorical[0].frequencies.removeLast() }?.contains("frequency") == true)
        #expect(fault { $0.modalities[1].genotype[0].dosages.removeAll() } != nil)
        #expect(fault { $0.schema.modalities[0].numeric = ["x", "x"] }?.contains("twice") == true)
        #expect(fault { $0.schema.modalities[0].numeric = ["x", "*"] }?.contains("*") == true)
    }
}
