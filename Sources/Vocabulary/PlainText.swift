extension String {
    /// Whether this can be a name: 1 to `maximum` characters (Unicode scalars, as Postgres counts them), none of them a control
    /// character.
    public func isPlain(atMost maximum: Int) -> Bool {
        !isEmpty && unicodeScalars.count <= maximum && !unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    }

    /// Whether this can be a text of any content: at most `maximum` Unicode scalars, none of them NUL, which Postgres' text has not.
    public func isStorable(atMost maximum: Int) -> Bool {
        unicodeScalars.count <= maximum && !unicodeScalars.contains("\0")
    }
}
