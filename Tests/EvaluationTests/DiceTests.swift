import Evaluation
import Testing

@Suite struct DiceTests {
    @Test func byHand() { #expect(Dice.score([1, 1, 0, 0], [1, 0, 1, 0]) == 0.5) }
    @Test func bothEmptyIsOne() { #expect(Dice.score([0, 0], [0, 0]) == 1) }
    @Test func oneEmptyIsZero() { #expect(Dice.score([0, 0], [0, 1]) == 0) }
}
