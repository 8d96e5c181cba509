import Records
import Testing

@Suite struct SchemaTests {
    private func parse(_ yaml: String) throws -> Schema { try Schema.parse(yaml, path: "schema.yaml") }

    @Test func whatIsWrittenIsReadAgain() throws {
        var schema = Schema.small
        schema.files = [.init(name: "one", path: "1.csv", header: false), .init(name: "two", path: "2.csv")]
        (schema.join, schema.ignored, schema.classes) = (.key, ["note"], ["0", "1", "no"])
        #expect(try parse(schema.yaml) == schema)
    }

    @Test func whatIsLeftOutKeepsItsDefault() throws {
        let schema = try parse("modalities:\n- name: a\n  numeric: [x, 1]\n")
        #expect(schema.key == nil && schema.classes == [] && schema.missing.contains("NA") && schema.join == .rows)
        #expect(schema.modalities == [.init(name: "a", numeric: ["x", "1"])])
    }

    @Test(arguments: [
        ("modalities:\n- name: a\n  numerics: [x]\n", "line 3: \"numerics\" is no key of a modality"),
        ("keys: id\nmodalities: []\n", "line 1: \"keys\" is no key of a schema"),
        ("key: id\n", "modalities is absent"), ("modalities: []\n", "no modality"), ("modalities: 3\n", "modalities"),
        ("modalities:\n- {name: a}\n", "\"a\" has no column"),
        ("modalities:\n- {name: a, numeric: [x]}\n- {name: a, numeric: [y]}\n", "\"a\" stands twice"),
        ("modalities:\n- {name: a, numeric: [x], categorical: [x]}\n", "\"x\" stands twice"),
        ("label: x\nmodalities:\n- {name: a, numeric: [x]}\n", "\"x\" is the key or the label"),
        ("classes: [yes, yes]\nmodalities:\n- {name: a, numeric: [x]}\n", "stands twice"),
        ("classes: [one]\nmodalities:\n- {name: a, numeric: [x]}\n", "one class"),
        ("join: key\nfiles:\n- {name: a, path: b}\nmodalities:\n- {name: a, numeric: [x]}\n", "names no key"),
        ("join: left\nmodalities:\n- {name: a, numeric: [x]}\n", "join"), ("a: [", ""), ("modalities:\n- numeric: [x]\n", "name is absent in modalities, number 1"),
    ]) func badSchemas(yaml: String, reason: String) {
        #expect { try parse(yaml) } throws: { error in
            guard case .badSchema(path: "schema.yaml", let found) = error as? RecordsError else { return false }
            return reason.isEmpty || found.contains(reason)
        }
    }

    @Test func starsStandForColumns() throws {
        var schema = Schema()
        (schema.key, schema.label, schema.ignored) = ("g.id", "g.class", ["g.note"])
        schema.modalities = [.init(name: "g", numeric: ["g.*"]), .init(name: "h", numeric: ["h.2"], categorical: ["h.s*"])]
        let table = Table("g.id,g.1,h.sex,g.class,g.note,h.2,g.2,h.state\n")
        let expanded = try schema.expanded(for: CSVFile(table.path))
        #expect(expanded.modalities == [.init(name: "g", numeric: ["g.1", "g.2"]), .init(name: "h", numeric: ["h.2"], categorical: ["h.sex", "h.state"])])
        schema.modalities = [.init(name: "g", numeric: ["g.2"]), .init(name: "rest", numeric: ["*"], categorical: ["h.sex", "h.state"])]
        #expect(try schema.expanded(for: CSVFile(table.path)).modalities[1].numeric == ["g.1", "h.2"])
        schema.modalities = [.init(name: "g", numeric: ["k*"])]
        #expect(throws: RecordsError.unknownColumn(path: table.path, name: "k*", role: "part of the modality g")) { try schema.expanded(for: CSVFile(table.path)) }
    }

    @Test func inference() throws {
        let rows = (0..<40).map { index in
            "\(index + 100),\(["E3E3", "E3E4", "E2E4"][index % 3]),\(["A/G", "AA", "NA"][index % 3]),\(index % 3),\(["m", "f", ""][index % 3]),"
                + "\(Double(index) / 8),\(index % 2).0,note \(index),,\(["CN", "AD", "MCI"][index % 3])\n"
        }
        let table = Table("RID,apoe,snp1,rs17,sex,age,male,remark,empty,Class\n" + rows.joined())
        let schema = try Schema.inferred(from: CSVFile(table.path))
        #expect(schema.key == "RID" && schema.label == "Class" && schema.classes == ["AD", "CN", "MCI"] && schema.ignored == ["remark", "empty"])
        #expect(schema.modalities == [
            .init(name: "genetic", genotype: ["apoe", "snp1", "rs17"]), .init(name: "records", numeric: ["age", "male"], categorical: ["sex"]),
        ])
        #expect(try table.records(schema, labels: .required).count == 40)
    }

    /// The classes of all rows, in the order of their numbers, although kinds come from the first 2,000.
    @Test func prefixesMakeModalitiesAndClassesComeFromAllRows() throws {
        let table = Table("label,a.1,a.2,b.1,b.2\n" + (0..<2500).map { "\($0 < 2400 ? $0 % 2 : 10).0,1,2,3,4\n" }.joined())
        let schema = try Schema.inferred(from: CSVFile(table.path))
        #expect(schema.classes == ["0", "1", "10"] && schema.key == nil)
        #expect(schema.modalities == [.init(name: "a", numeric: ["a.1", "a.2"]), .init(name: "b", numeric: ["b.1", "b.2"])])
        var unnamed = schema
        unnamed.classes = []
        #expect(try unnamed.withClasses(of: CSVFile(table.path)).classes == ["0", "1", "10"])
    }

    /// A column of numbers stays one where a cell holds something else: reading it then names the cell.
    @Test func aWordAmongNumbersIsAnError() throws {
        let values = (0..<40).map { $0 == 30 ? "<0.1" : "\(Float($0) / 8)" }
        let table = Table("class,a.x,a.grade\n" + values.enumerated().map { "\($0 % 2),\($1),\(["low", "1", "2"][$0 % 3])\n" }.joined())
        let schema = try Schema.inferred(from: CSVFile(table.path))
        #expect(schema.modalities == [.init(name: "a", numeric: ["a.x"], categorical: ["a.grade"])])
        #expect(table.error(schema) == .row(RowError(path: table.path, line: 32, column: .init(name: "a.x", number: 2), problem: .notANumber)))
    }

    /// Few different values may be codes, whole ones that all differ names of records.
    @Test func codesAndNamesOfDigitsAreNoNumbers() throws {
        let rows = (0..<100).map { "\($0 % 20 == 7 ? "X" : "\($0 % 4)"),\($0 % 15 == 3 ? "\(10_000 + $0)A" : "\(10_000 + $0)"),\($0 % 2),\(Float($0) / 8),\($0 % 2)\n" }
        let table = Table("stage,mrn,case,BID,class\n" + rows.joined())
        let schema = try Schema.inferred(from: CSVFile(table.path))
        #expect(schema.key == "mrn" && schema.modalities == [.init(name: "records", numeric: ["case", "BID"], categorical: ["stage"])])
        #expect(try table.records(schema, labels: .required).count == 100)
        let mixed = Table("class;a;b\n" + (0..<30).map { "\($0 % 2);\($0 % 2 == 0 ? "1.\($0 + 10)" : "1,\($0 + 10)");\($0),5\n" }.joined())
        let found = try Schema.inferred(from: CSVFile(mixed.path))
        #expect(found.modalities.map(\.columns) == [["b"]] && found.key == nil && found.ignored == ["a"])
    }

    /// As spreadsheets write numbers where semicolons separate cells; with another separator a comma is no decimal point.
    @Test func decimalCommas() throws {
        let semicolons = Table("class;x;y\n0;1,5;2\n1;-2,25e1;3\n"), quoted = Table("class,x,y\n0,\"1,5\",2\n1,\"2,5\",3\n")
        let schema = try Schema.inferred(from: CSVFile(semicolons.path))
        #expect(schema.modalities[0].numeric == ["x", "y"])
        #expect(try semicolons.records(schema, labels: .required).numbers == [1.5, 2, -22.5, 3])
        #expect(try Schema.inferred(from: CSVFile(quoted.path)) == schema)
        #expect(quoted.error(schema) == .row(RowError(path: quoted.path, line: 2, column: .init(name: "x", number: 2), problem: .notANumber)))
        #expect(Table("class;x;y\n0;1.234,5;2\n").error(schema) != nil)
    }

    /// Who a record is must not be learned from.
    @Test func aKeyWithFaultsIsNoNumber() throws {
        func inferred(_ ids: [String]) throws -> (Table, Schema) {
            let table = Table("patient_id,site_id,class,x\n" + ids.enumerated().map { "\($1),\($0 % 3),\($0 % 2),\($0)\n" }.joined())
            return (table, try Schema.inferred(from: CSVFile(table.path)))
        }
        let (table, schema) = try inferred((0..<30).map { $0 == 20 ? "7" : "\($0)" })
        #expect(schema.key == "patient_id" && schema.modalities.map(\.columns) == [["x"]] && schema.ignored == ["site_id"])
        #expect(table.error(schema) == .row(RowError(path: table.path, line: 22, column: .init(name: "patient_id", number: 1), problem: .duplicateKey)))
        let visits = try inferred((0..<30).map { "\($0 / 3)" }).1
        #expect(visits.key == nil && visits.modalities.map(\.columns) == [["x"]] && visits.ignored == ["patient_id", "site_id"])
    }

    /// Where all columns have one, a prefix is a modality's even if it stands once, and is written as a modality may be named.
    @Test func singleColumnsMayBeModalities() throws {
        func names(_ header: String) throws -> [String] {
            let rows = (0..<4).map { row in "\(row % 2)" + header.split(separator: ",").dropFirst().map { _ in ",\(row).5" }.joined() + "\n" }
            let table = Table(header + "\n" + rows.joined())
            return try Schema.inferred(from: CSVFile(table.path)).modalities.map(\.name)
        }
        #expect(try names("class,ct.volume,mri.volume,pet.suv") == ["ct", "mri", "pet"])
        #expect(try names("class,body.mass,blood.pressure,age") == ["records"])
        #expect(try names("class,Lab values.a, lab values.b") == ["Lab_values"])
        #expect(try names("class,кровь.a,кровь.b,слюна.c,слюна.d") == ["кровь", "слюна"])
        #expect(try names("class,visit_id,ct.volume,mri.volume") == ["ct", "mri"])
    }

    @Test(arguments: [
        ("0", .dosage(0)), ("2.0", .dosage(2)), ("A/G", .alleles("A", "G")), ("A|G", .alleles("A", "G")), ("A G", .alleles("A", "G")), ("AG", .alleles("A", "G")),
        ("E3E4", .alleles("E3", "E4")), ("0/1", .alleles("0", "1")), ("ATT/A", .alleles("ATT", "A")),
        ("3", nil), ("A", nil), ("A/G/T", nil), ("./.", nil), ("XY", nil), ("E3E", nil), ("male", nil), ("A/", nil), ("note 1", nil),
    ] as [(String, Genotype?)]) func genotypes(text: String, genotype: Genotype?) { #expect(Genotype(text) == genotype) }
}
