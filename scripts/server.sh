# Sourced by run, stop and db: the server that `make run` starts. $data/run.state holds its process, start time and port.
# shellcheck shell=bash

shoestring=.build/release/shoestring

# Sets data, the data directory. Where root's server finds that user postgres cannot reach it, the coordinator puts the
# cluster elsewhere and says where in location.txt.
find_data() { data=$(realpath -m -- "${SHOESTRING_DATA:-.data}"); }

# started_at PROCESS: the kernel's start time of a process, which tells it from a later one of the same number.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# Sets process and running_port from the state file; false when that process has ended.
find_server() {
    local start
    process='' running_port=''
    [ -r "$data/run.state" ] || return 1
    # shellcheck disable=SC2034  # run and db read the port
    read -r process start running_port <"$data/run.state" || return 1
    [ -n "$process" ] && [ "$(started_at "$process")" = "$start" ]
}

# launch_server PORT [OPTION…]: starts the server as our child and waits until the coordinator answers. Sets process.
# It gets a session of its own: Ctrl-C reaches the script only, which then stops the server in order.
launch_server() {
    local holder port=$1
    shift
    holder=$(holder_of "$port")
    [ -z "$holder" ] || stop "port $port is taken by $holder." "Choose another:  make run PORT=$((port == 8090 ? 8100 : 8090))"
    mkdir -p "$data"
    setsid "$shoestring" up --port "$port" --data "$data" "$@" >"$data/run.log" 2>&1 </dev/null &
    process=$!
    printf '%s %s %s\n' "$process" "$(started_at "$process")" "$port" >"$data/run.state"
}

# await WHAT ADDRESS TEXT: polls an address until its answer holds the text, at most two minutes, while the server lives.
await() {
    local deadline=$((SECONDS + 120))
    until curl --silent --fail --max-time 5 "$2" 2>/dev/null | grep -q "$3"; do
        if ! find_server || [ $SECONDS -ge $deadline ]; then
            tail -n 15 "$data/run.log" | sed 's/^/    | /' >&2
            stop "waited in vain for $1 at $2." "The lines above are the end of $data/run.log."
        fi
        sleep 0.2
    done
}

# Ends the found server and waits until its database is down; a minute is more than Postgres needs for a checkpoint.
stop_server() {
    kill -TERM "$process" 2>/dev/null || true
    timeout 60 tail --pid="$process" -f /dev/null ||
        stop "process $process still runs a minute after it was asked to stop." "Its log: $data/run.log"
    rm -f "$data/run.state"
}

# holder_of PORT: who listens on a port, in words; nothing when nobody does. Reads /proc, so that no tool need be there.
holder_of() {
    local inode folder
    inode=$(awk -v port="$(printf ':%04X' "$1")" \
        '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    [ -n "$inode" ] || return 0
    for folder in /proc/[0-9]*; do
        if [ -n "$(find "$folder/fd" -lname "socket:\[$inode\]" -print -quit 2>/dev/null)" ]; then
            printf 'process %s (%s)' "${folder##*/}" "$(tr '\0' ' ' <"$folder/cmdline" | cut -c 1-100)"
            return 0
        fi
    done
    printf 'a process of another user'
}
