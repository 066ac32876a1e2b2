import Glibc

/// The clock of every measurement: `CLOCK_MONOTONIC`, which no correction of the time of day moves.
public enum MonotonicClock {
    /// Nanoseconds since some fixed moment.
    public static func nanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds since an earlier reading of ``nanoseconds()``.
    public static func seconds(since start: UInt64) -> Double { Double(nanoseconds() - start) / 1e9 }

    /// Milliseconds since 1970 by the machine's clock, for the time stamps of metrics.
    public static func wallMilliseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Lets the calling thread sleep, also when signals interrupt it.
    public static func sleep(seconds: Double) {
        guard seconds > 0 else { return }
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
        var left = timespec()
        while unsafe nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}
