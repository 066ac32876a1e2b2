# Sourced by the other scripts: how a step reports itself, and how a script stops.
# shellcheck shell=bash

# Progress goes to standard error, results to standard output.
say() { printf '%s\n' "$*" >&2; }

# stop TITLE [LINE…]: says what is wrong, then what to do, and leaves with status 1.
stop() {
    printf '\nshoestring: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@" >&2
    exit 1
}

# seconds COUNT: a duration for people.
seconds() {
    if [ "$1" -lt 60 ]; then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# step LOG TITLE COMMAND…: runs a command without input, its output in .deps/log/LOG.log, and prints one line:
# "==> TITLE … 12 s". On a terminal the seconds count while it runs. Returns the command's status.
step() {
    local log=".deps/log/$1.log" title=$2 began=$SECONDS pid status=0
    shift 2
    mkdir -p .deps/log
    printf '==> %s … ' "$title" >&2
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    # A command in the background ignores Ctrl-C: end it with us.
    trap 'kill "$pid" 2>/dev/null; printf "\nshoestring: interrupted\n" >&2; exit 130' INT TERM
    if [ -t 2 ]; then
        while kill -0 "$pid" 2>/dev/null; do
            printf '\r==> %s … %s ' "$title" "$(seconds $((SECONDS - began)))" >&2
            sleep 0.2
        done
        printf '\r\033[K==> %s … ' "$title" >&2
    fi
    wait "$pid" || status=$?
    trap - INT TERM
    if [ $status -eq 0 ]; then
        say "$(seconds $((SECONDS - began)))"
    else
        say "failed after $(seconds $((SECONDS - began)))"
        say "    the end of $log:"
        tail -n 15 "$log" | sed 's/^/    | /' >&2
    fi
    return $status
}

# The executables of the product; .build/release and .build/debug hold them.
# shellcheck disable=SC2034  # build, and the checks of what is built, read it
products=(shoestringd shoestring runner-openvino runner-selftest)

# note_torch: adds what needs libtorch where set-up has put it. Package.swift looks for it too, yet SwiftPM remembers what a manifest gave by
# its text and the environment, not by the files that it looked at; so the answer is put into the environment.
note_torch() {
    [ -f .deps/torch/include/torch/csrc/api/include/torch/optim.h ] || return 0
    [[ " ${products[*]} " == *" runner-torch "* ]] || products+=(runner-torch)
    SHOESTRING_TORCH=$(readlink -f .deps/torch)
    export SHOESTRING_TORCH
}
note_torch
