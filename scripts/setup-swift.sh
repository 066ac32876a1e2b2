# Sourced by scripts/setup: the compiler, the one thing that is not installed for the user.
# shellcheck shell=bash

# Stops with what to do, unless there is Swift 6.3 or newer.
require_swift() {
    local found number
    local advice=(
        "Shoestring needs Swift 6.3 or newer. On Debian 12 its own installer does it, without root:"
        "    https://www.swift.org/install/linux/  (swiftly install 6.3)"
        "Then open a new shell, or put the folder of \`swift\` on the PATH, and run this again."
    )
    command -v swift >/dev/null || stop "there is no \`swift\` on the PATH." "${advice[@]}"
    found=$(swift --version 2>&1 </dev/null) || stop "\`$(command -v swift) --version\` fails:" "$found" "${advice[@]}"
    number=$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$found" | head -n 1)
    [ -n "$number" ] || stop "\`swift --version\` says no version: $found" "${advice[@]}"
    if [ "$(printf '%s\n6.3\n' "$number" | sort -V | head -n 1)" != 6.3 ]; then
        stop "\`$(command -v swift)\` is Swift $number." "${advice[@]}"
    fi
}
