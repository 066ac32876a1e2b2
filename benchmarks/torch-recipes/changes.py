"""What recipes change: one table of accuracies before and after, with intervals."""

import math

Z = 1.959963984540054


def wilson(share, count):
    """Wilson's score interval of a share of `count`, 95 %."""
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z / (1 + Z * Z / count) * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    return middle - half, middle + half


def difference(before, after, count):
    """Newcombe's interval of after − before, 95 % (1998, method 10; of 56/70 and 48/80 it is 0.0524…0.3339).

    Both networks name the same images, which makes it wider than it need be.
    """
    (low, high), (new_low, new_high) = wilson(before, count), wilson(after, count)
    change = after - before
    below = math.hypot(after - new_low, high - before)
    return change - below, change + math.hypot(new_high - after, before - low)


class Changes:
    """Collects pairs of accuracies over the same test images."""

    def __init__(self):
        self.rows = []

    def add(self, title, before, after, count):
        """`before` and `after` are shares of `count` test images."""
        self.rows.append((title, before, after, count))

    def write(self):
        if not self.rows:
            return
        print(f"\n{'before → after':66} {'before, %':>9} {'after, %':>9} {'change in points, 95 %':>25} {'images':>7}")
        for title, before, after, count in self.rows:
            low, high = difference(before, after, count)
            print(
                f"{title:66} {100 * before:9.2f} {100 * after:9.2f} {100 * (after - before):+9.2f} "
                f"({100 * low:+.2f}…{100 * high:+.2f}) {count:7}", flush=True)
