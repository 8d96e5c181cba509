/// A node is one flat JSON object: `name`, `inputs`, `operation` (its kind) and the operation's own attributes.
extension Node: Codable {
    private enum Key: String, CodingKey { case name, inputs, operation }

    private enum Kind: String, Codable {
        case convolution, transposedConvolution, instanceNorm, batchNorm, dropout, leakyReLU, maxPool, globalMean, spread, resize, add,
             concatenate, impute
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        inputs = try container.decode([String].self, forKey: .inputs)
        operation = switch try container.decode(Kind.self, forKey: .operation) {
        case .convolution: .convolution(try Convolution(from: decoder))
        case .transposedConvolution: .transposedConvolution(try Convolution(from: decoder))
        case .instanceNorm: .instanceNorm(try InstanceNorm(from: decoder))
        case .batchNorm: .batchNorm(try BatchNorm(from: decoder))
        case .dropout: .dropout(try Dropout(from: decoder))
        case .leakyReLU: .leakyReLU(try LeakyReLU(from: decoder))
        case .maxPool: .maxPool(try MaxPool(from: decoder))
        case .globalMean: .globalMean
        case .spread: .spread
        case .resize: .resize(try Resize(from: decoder))
        case .add: .add
        case .concatenate: .concatenate
        case .impute: .impute(try Impute(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(inputs, forKey: .inputs)
        try container.encode(kind, forKey: .operation)
        switch operation {
        case .convolution(let attributes), .transposedConvolution(let attributes): try attributes.encode(to: encoder)
        case .instanceNorm(let attributes): try attributes.encode(to: encoder)
        case .batchNorm(let attributes): try attributes.encode(to: encoder)
        case .dropout(let attributes): try attributes.encode(to: encoder)
        case .leakyReLU(let attributes): try attributes.encode(to: encoder)
        case .maxPool(let attributes): try attributes.encode(to: encoder)
        case .impute(let attributes): try attributes.encode(to: encoder)
        case .resize(let attributes): try attributes.encode(to: encoder)
        case .globalMean, .spread, .add, .concatenate: break
        }
    }

    private var kind: Kind {
        switch operation {
        case .convolution: .convolution
        case .transposedConvolution: .transposedConvolution
        case .instanceNorm: .instanceNorm
        case .batchNorm: .batchNorm
        case .dropout: .dropout
        case .leakyReLU: .leakyReLU
        case .maxPool: .maxPool
        case .globalMean: .globalMean
        case .spread: .spread
        case .resize: .resize
        case .add: .add
        case .concatenate: .concatenate
        case .impute: .impute
        }
    }
}
