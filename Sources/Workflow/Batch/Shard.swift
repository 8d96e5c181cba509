/// One of the equal parts into which a batch is divided: every `count`th case, from the `number`th on, in the order of names.
public struct Shard: Sendable, Hashable {
    /// From 1 to `count`.
    public let number, count: Int

    init(number: Int, of count: Int) { (self.number, self.count) = (number, count) }

    /// Reads `I/N`; nil unless 1 ≤ I ≤ N.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], number >= 1, number <= count else { return nil }
        (self.number, self.count) = (number, count)
    }

    /// The elements that fall to this part.
    func part<Element>(of elements: [Element]) -> [Element] {
        elements.indices.filter { $0 % count == number - 1 }.map { elements[$0] }
    }
}
