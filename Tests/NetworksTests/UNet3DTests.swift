import Networks
import Testing

@Suite struct UNet3DTests {
    @Test(arguments: [false, true], [false, true]) func isReadOffItsTensors(isHalved: Bool, isAdapted: Bool) throws {
        let network = UNet3D(widths: [3, 5, 7], modalities: 2, outputs: 4, isHalved: isHalved, isAdapted: isAdapted)
        let shapes = Dictionary(uniqueKeysWithValues: try network.graph.parameters().map { ($0.name, $0.shape) })
        #expect(UNet3D(tensorShapes: shapes) == network)
        #expect(shapes["head.weight"] == (isHalved ? [6, 4, 2, 2, 2] : [4, 3, 1, 1, 1]))
        #expect(shapes.keys.count { $0.hasPrefix("encoder.1.conv") } == 2, "every modality's")
    }
}
