/// FNV-1a over numbers: whether data are those that they were, not a protection against those who would deceive.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01B3 }

    mutating func add(_ numbers: some Sequence<Float>) { for number in numbers { add(UInt64(number.bitPattern)) } }
}
