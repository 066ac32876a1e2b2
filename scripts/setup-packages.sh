# Sourced by scripts/setup: Debian packages, through apt, only those that are missing.
# shellcheck shell=bash

# need_is_met KIND WHAT: whether the thing that a package is wanted for is there.
need_is_met() {
    case $1 in
    package) [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$2" 2>/dev/null)" = installed ] ;;
    command) command -v "$2" >/dev/null ;;
    pkg-config) command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
    file) compgen -G "$2" >/dev/null ;;
    *) stop "a package list says $1, which is no kind of need." ;;
    esac
}

# missing_packages FILE…: the packages whose need is not met, one a line.
missing_packages() {
    local package kind what
    while read -r package kind what; do
        [[ -z $package || $package == \#* ]] || need_is_met "$kind" "$what" || printf '%s\n' "$package"
    done < <(cat "$@")
}

# install_packages FILE…: installs what is missing, or stops with the command that an administrator would type.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || stop "needed and not here: ${missing[*]}" \
        "This machine has no apt-get. Install the like of these packages by hand and run this again."
    local by=()
    if [ "$(id -u)" -ne 0 ]; then
        local command="apt-get install --no-install-recommends ${missing[*]}"
        command -v sudo >/dev/null || stop "Debian packages are missing, and this is neither root nor is there sudo." \
            "As root:  $command" "Then run this again."
        sudo --non-interactive true 2>/dev/null || [ -t 0 ] || stop \
            "Debian packages are missing, and sudo wants a password that nobody is there to type." \
            "With an administrator's password:  sudo $command" "Then run this again."
        sudo --validate || stop "sudo does not let this user install packages." "As root:  $command"
        by=(sudo)
    fi
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then keep_debian_cluster_away "${by[@]}"; fi
    local apt=("${by[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    local advice=(
        "Is there a network, and a Debian mirror in apt's sources? Behind a proxy: export http_proxy=…"
        "What was installed stays; run this again when it is mended."
    )
    step apt-update "Reading the lists of Debian packages" "${apt[@]}" --quiet update ||
        stop "apt-get update failed." "${advice[@]}"
    step apt-install "Installing ${missing[*]}" "${apt[@]}" --quiet --yes install --no-install-recommends "${missing[@]}" ||
        stop "apt-get could not install: ${missing[*]}" "${advice[@]}"
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] || stop "installed, yet not to be found: ${missing[*]}" "See .deps/log/apt-install.log."
}

# Debian's package makes and starts a cluster on port 5432 when it is installed. Shoestring runs one of its own, so on
# a machine that has no Postgres yet, none is made: this is the setting that Debian documents for it (pg_createcluster(1)).
keep_debian_cluster_away() {
    local folder=/etc/postgresql-common/createcluster.d
    say "==> Postgres comes without Debian's default cluster: $folder/shoestring.conf says so"
    "$@" mkdir -p "$folder"
    printf 'create_main_cluster = false\n' | "$@" tee "$folder/shoestring.conf" >/dev/null
}
