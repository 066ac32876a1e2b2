import Foundation

/// Reads the pickles of state dictionaries, and nothing else.
///
/// A pickle is a program for a stack machine whose instructions can call anything (docs.python.org/3/library/pickletools.html has
/// the list). This machine knows the instructions that dictionaries of tensors need, and calls nothing: a name is either one of
/// ``PickleValue/Known``, whose meaning is built in, or an error. Any bytes are safe.
struct Unpickler {
    private(set) var objects: [PickleObject] = []
    private(set) var position: Int
    private let bytes: LittleEndianBytes
    private let end: Int
    var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    let path: String

    /// Above every real one: a tensor takes about 150 bytes, so this is for 100,000 of them.
    static let maximumByteCount = 1 << 24

    /// Reads `range` of `file` until the pickle's own end.
    init(_ file: Data, _ range: Range<Int>, path: String) {
        bytes = LittleEndianBytes(file)
        position = range.lowerBound
        end = min(range.upperBound, range.lowerBound + Self.maximumByteCount)
        self.path = path
    }

    func refuse(_ reason: String) -> ModelGraphError { .notWeights(path: path, reason: reason) }

    /// The value that the pickle stands for; ``position`` is behind it then.
    mutating func value() throws(ModelGraphError) -> PickleValue {
        stack = []
        marks = []
        memo = [:]
        while true {
            let instruction = try number(1)
            if instruction == 0x2E { return try pop() }
            if try readScalar(instruction) { continue }
            if try readText(instruction) { continue }
            if try readContainer(instruction) { continue }
            try readOther(instruction)
        }
    }

    private mutating func readScalar(_ instruction: Int) throws(ModelGraphError) -> Bool {
        switch instruction {
        case 0x4E: stack.append(.none)  // NONE
        case 0x88: stack.append(.boolean(true))  // NEWTRUE
        case 0x89: stack.append(.boolean(false))  // NEWFALSE
        case 0x4A: stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))  // BININT
        case 0x4B: stack.append(.integer(try number(1)))  // BININT1
        case 0x4D: stack.append(.integer(try number(2)))  // BININT2
        case 0x8A: stack.append(.integer(try longInteger()))  // LONG1
        case 0x47: stack.append(.real(try real()))  // BINFLOAT
        default: return false
        }
        return true
    }

    private mutating func readText(_ instruction: Int) throws(ModelGraphError) -> Bool {
        switch instruction {
        case 0x58, 0x54: stack.append(.text(try text(try number(4))))  // BINUNICODE, BINSTRING
        case 0x8C, 0x55: stack.append(.text(try text(try number(1))))  // SHORT_BINUNICODE, SHORT_BINSTRING
        case 0x63: stack.append(try known(try line(), try line()))  // GLOBAL
        case 0x93:  // STACK_GLOBAL
            guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
                throw refuse("its pickle imports something without a name")
            }
            stack.append(try known(module, name))
        default: return false
        }
        return true
    }

    private mutating func readContainer(_ instruction: Int) throws(ModelGraphError) -> Bool {
        switch instruction {
        case 0x28: marks.append(stack.count)  // MARK
        case 0x29: push(.tuple([]))  // EMPTY_TUPLE
        case 0x5D: push(.list([]))  // EMPTY_LIST
        case 0x7D: push(.dictionary([]))  // EMPTY_DICT
        case 0x85, 0x86, 0x87: push(.tuple(try pop(instruction - 0x84)))  // TUPLE1 to TUPLE3
        case 0x74: push(.tuple(try popToMark()))  // TUPLE
        case 0x6C: push(.list(try popToMark()))  // LIST
        case 0x61: try append(try pop(1))  // APPEND
        case 0x65: try append(try popToMark())  // APPENDS
        case 0x73: try set(try pop(2))  // SETITEM
        case 0x75: try set(try popToMark())  // SETITEMS
        default: return false
        }
        return true
    }

    private mutating func readOther(_ instruction: Int) throws(ModelGraphError) {
        switch instruction {
        case 0x80:  // PROTO
            let version = try number(1)
            guard (2...5).contains(version) else { throw refuse("a pickle of protocol \(version); 2 to 5 are read") }
        case 0x95: _ = try number(8)  // FRAME
        case 0x71: memo[try number(1)] = try top()  // BINPUT
        case 0x72: memo[try number(4)] = try top()  // LONG_BINPUT
        case 0x94: memo[memo.count] = try top()  // MEMOIZE
        case 0x68: stack.append(try remembered(try number(1)))  // BINGET
        case 0x6A: stack.append(try remembered(try number(4)))  // LONG_BINGET
        case 0x30: _ = try pop()  // POP
        case 0x52: try reduce()  // REDUCE
        case 0x51: try persistent()  // BINPERSID
        case 0x62: _ = try pop()  // BUILD: attributes, as an OrderedDict's _metadata, which say nothing about tensors
        default:
            throw refuse(
                "its pickle has the instruction 0x\(String(instruction, radix: 16)), which no dictionary of tensors needs"
            )
        }
    }

    private mutating func number(_ size: Int) throws(ModelGraphError) -> Int {
        guard position + size <= end, let value = bytes.number(at: position, size) else {
            throw refuse("its pickle is truncated")
        }
        position += size
        return value
    }

    private mutating func slice(_ size: Int) throws(ModelGraphError) -> Data {
        guard size <= end - position, let data = bytes.slice(at: position, size) else {
            throw refuse("its pickle is truncated")
        }
        position += size
        return data
    }

    private mutating func text(_ size: Int) throws(ModelGraphError) -> String {
        guard let text = String(data: try slice(size), encoding: .utf8) else {
            throw refuse("a name that is not UTF-8")
        }
        return text
    }

    /// Two's complement of up to 255 bytes; the numbers of a state dict fit eight, torch's magic number ten.
    private mutating func longInteger() throws(ModelGraphError) -> Int {
        let data = try slice(try number(1))
        guard data.count <= 8 else { return data.elementsEqual(TorchFile.magicNumber) ? TorchFile.magic : Int.max }
        let negative = (data.last ?? 0) & 0x80 != 0
        let start: UInt64 = negative ? .max : 0
        return Int(Int64(bitPattern: data.reversed().reduce(start) { $0 << 8 | UInt64($1) }))
    }

    private mutating func real() throws(ModelGraphError) -> Double {
        Double(bitPattern: try slice(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private mutating func line() throws(ModelGraphError) -> String {
        var characters: [UInt8] = []
        while true {
            let byte = try number(1)
            if byte == 0x0A { return String(decoding: characters, as: UTF8.self) }
            guard characters.count < 256 else { throw refuse("its pickle imports a name of more than 256 bytes") }
            characters.append(UInt8(byte))
        }
    }

    private func known(_ module: String, _ name: String) throws(ModelGraphError) -> PickleValue {
        guard let known = PickleValue.Known(rawValue: "\(module).\(name)") else {
            throw refuse(
                "its pickle imports \(module).\(name); a dictionary of tensors needs no such thing, and nothing is run here"
            )
        }
        return .known(known)
    }
}

extension Unpickler {
    mutating func push(_ object: PickleObject) {
        stack.append(.object(objects.count))
        objects.append(object)
    }

    func top() throws(ModelGraphError) -> PickleValue {
        guard let value = stack.last, stack.count > (marks.last ?? 0) else { throw refuse("its pickle is damaged") }
        return value
    }

    mutating func pop() throws(ModelGraphError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    mutating func pop(_ count: Int) throws(ModelGraphError) -> [PickleValue] {
        guard stack.count - count >= (marks.last ?? 0) else { throw refuse("its pickle is damaged") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(ModelGraphError) -> [PickleValue] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw refuse("its pickle is damaged") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private func remembered(_ index: Int) throws(ModelGraphError) -> PickleValue {
        guard let value = memo[index] else { throw refuse("its pickle is damaged") }
        return value
    }

    private mutating func append(_ values: [PickleValue]) throws(ModelGraphError) {
        guard case .object(let index) = try top(), case .list(var items) = objects[index] else {
            throw refuse("its pickle is damaged")
        }
        objects[index] = .tuple([])  // so that the list is not copied
        items += values
        objects[index] = .list(items)
    }

    private mutating func set(_ values: [PickleValue]) throws(ModelGraphError) {
        guard case .object(let index) = try top(), case .dictionary(var items) = objects[index],
            values.count.isMultiple(of: 2)
        else { throw refuse("its pickle is damaged") }
        objects[index] = .tuple([])
        for position in stride(from: 0, to: values.count, by: 2) {
            items.append((values[position], values[position + 1]))
        }
        objects[index] = .dictionary(items)
    }
}
