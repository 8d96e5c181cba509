import ModelFormat
import Testing
import Workflow

@Suite struct RuleChoiceTests {
    private let model = [PostProcessingRule(kind: .minimumRegion, output: "ET", voxels: 7)]

    @Test func theModelsOrNone() throws {
        #expect(RuleChoice.model.rules(model: model) == model)
        #expect(RuleChoice.none.rules(model: model) == [])
        #expect(RuleChoice.model.rules(model: []) == [])
    }

    @Test func aListInItsOrder() throws {
        let choice = try #require(RuleChoice("component:WT:20:0.5,model,region:ET:200,component:TC:5"))
        #expect(choice.rules(model: model) == [
            PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 20, fraction: 0.5), model[0],
            PostProcessingRule(kind: .minimumRegion, output: "ET", voxels: 200), PostProcessingRule(kind: .minimumComponent, output: "TC", voxels: 5),
        ])
        #expect(RuleChoice("component:WT:12.5%")?.rules(model: model) == [PostProcessingRule(kind: .minimumComponent, output: "WT", fraction: 0.125)])
    }

    @Test(arguments: ["", "all", "model,", "none,model", "region:ET", "region:ET:0", "region:ET:-1", "region:ED:5", "region:ET:5:0.5", "component:WT:5:2",
                      "component:WT:5:nan", "component:WT:5:0.5:1", "component:WT:x", "component:WT:101%", "component:WT:%", "component:WT:20%:5", "region:ET:20%"])
    func whatIsNoRule(text: String) { #expect(RuleChoice(text) == nil) }
}
