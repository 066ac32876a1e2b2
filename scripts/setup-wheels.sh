# Sourced by scripts/setup: pinned wheels in .deps/venv, which is a store of libraries, and the links that the build uses.
# shellcheck shell=bash

python=.deps/venv/bin/python

# missing_wheels FILE…: the pinned wheels that are not whole in the venv, one a line.
missing_wheels() {
    local name version site=.deps/venv/lib
    while IFS='=' read -r name _ version; do
        version=${version%% *}
        compgen -G "$site/python3*/site-packages/${name//-/_}-$version.dist-info/RECORD" >/dev/null ||
            printf '%s\n' "$name==$version"
    done < <(grep --no-filename --extended-regexp '^[A-Za-z0-9_-]+==' "$@")
}

make_venv() { rm -rf "$1" && /usr/bin/python3 -m venv "$1"; }

# install_wheels FILE…: makes the venv and installs what is missing from it.
install_wheels() {
    local missing file from=()
    if ! "$python" -c 'import pip' 2>/dev/null </dev/null; then
        step venv "Making .deps/venv" make_venv .deps/venv || stop "python3 cannot make a virtual environment in .deps/venv."
    fi
    mapfile -t missing < <(missing_wheels "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    for file in "$@"; do from+=(--requirement "$file"); done
    # --no-deps: the lists are complete; --require-hashes: what is installed is what was tried.
    step pip "Fetching ${missing[*]}" "$python" -m pip --disable-pip-version-check --retries 3 install \
        --no-input --no-deps --require-hashes --only-binary=:all: --progress-bar off "${from[@]}" ||
        stop "the wheels could not be fetched: ${missing[*]}" \
            "Is there a network? Behind a proxy: export https_proxy=…  With a mirror: export PIP_INDEX_URL=…" \
            "Without any: put the wheels in a folder and export PIP_FIND_LINKS=FOLDER PIP_NO_INDEX=1." \
            "Then run this again; what was fetched stays."
    mapfile -t missing < <(missing_wheels "$@")
    [ ${#missing[@]} -eq 0 ] || stop "pip ended well, yet these are not in .deps/venv: ${missing[*]}" "See .deps/log/pip.log."
}

# The linker wants libopenvino_c.so; the wheel has only libopenvino_c.so.NUMBER.
link_openvino() {
    local folder library
    folder=$(compgen -G '.deps/venv/lib/python3*/site-packages/openvino' | head -n 1) ||
        stop "there is no openvino in .deps/venv." "Remove .deps/venv and run this again."
    ln -sfn "${folder#.deps/}" .deps/openvino
    library=$(compgen -G '.deps/openvino/libs/libopenvino_c.so.*' | head -n 1) ||
        stop "the openvino wheel has no libs/libopenvino_c.so.*." "Remove .deps/venv and run this again."
    mkdir -p .deps/lib
    ln -sfn "../${library#.deps/}" .deps/lib/libopenvino_c.so
}

write_vega_bundle() {
    local pin=vl-convert-python bundle=.deps/web/vega.js
    pin=$(sed -n 's/^\(vl-convert-python==[^ ]*\).*/\1/p' scripts/wheels-run.txt)
    # The first line of the bundle names the wheel that it came from.
    if [ -s "$bundle" ] && [[ $(head -n 1 "$bundle") == *"$pin"* ]]; then return 0; fi
    step vega "Writing $bundle" "$python" scripts/write_vega_bundle.py "$pin" "$bundle" ||
        stop "vl-convert could not write the Vega bundle." "Remove .deps/venv and run this again."
}

install_zoo_wheels() {
    local zoo=.deps/zoo-venv
    # torchvision and timm are looked for, not imported: beside PyTorch of the other variant (processor, CUDA) torchvision's import
    # fails, and a program that wants its networks alone can help itself by defining the operator torchvision::nms first.
    local look='import importlib.util, torch, onnx, onnxruntime, safetensors; assert all(map(importlib.util.find_spec, ("torchvision", "timm")))'
    if "$zoo/bin/python" -c "$look" 2>/dev/null </dev/null; then return 0; fi
    step zoo-venv "Making $zoo" make_venv "$zoo" || stop "python3 cannot make a virtual environment in $zoo."
    step zoo-pip "Fetching PyTorch, torchvision and timm" "$zoo/bin/python" -m pip --disable-pip-version-check --retries 3 install \
        --no-input --only-binary=:all: --progress-bar off --requirement scripts/wheels-zoo.txt ||
        stop "PyTorch could not be fetched." \
            "The smaller wheels, for the processor alone, are not on the default index:" \
            "export PIP_EXTRA_INDEX_URL=… or PIP_FIND_LINKS=FOLDER where they are, and run this again."
}
