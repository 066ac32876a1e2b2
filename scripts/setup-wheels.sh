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

# install_torch: libtorch for runner-torch, from the torch wheel, linked as .deps/torch. Everything else works without it: when there is
# only a CUDA build (gigabytes) and CUDA=1 was not said, or when it cannot be fetched, this says so and goes on.
install_torch() {
    local wanted variant from=() folder
    wanted=$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' scripts/wheels-torch.txt)
    if torch_is_whole; then return 0; fi
    if [ -z "$(missing_wheels scripts/wheels-torch.txt)" ] && link_torch; then return 0; fi
    # What pip would take is asked first, from the index's metadata alone.
    mkdir -p .deps/log
    if ! "$python" -m pip --disable-pip-version-check --retries 1 install --quiet --dry-run --ignore-installed --no-input --no-deps \
        --only-binary=:all: --use-feature=fast-deps --report .deps/log/torch-report.json "$wanted" \
        >.deps/log/torch-report.log 2>&1 </dev/null; then
        skip_torch "$wanted could not be found; see .deps/log/torch-report.log."
        return 0
    fi
    variant=$("$python" scripts/torch_variant.py .deps/log/torch-report.json) || variant=unknown
    if [ "$variant" != cpu ] && [ "${CUDA:-0}" != 1 ]; then
        skip_torch "the index offers a build for CUDA, several gigabytes with what it needs." \
            "The build for the processor alone (0.2 GB): export PIP_EXTRA_INDEX_URL=… or PIP_FIND_LINKS=FOLDER where it is." \
            "The build for CUDA: CUDA=1."
        return 0
    fi
    # The CUDA build loads libraries of other wheels; the other one needs none.
    if [ "$variant" = cpu ]; then from=(--no-deps); fi
    if ! step torch "Fetching $wanted ($variant)" "$python" -m pip --disable-pip-version-check --retries 3 install --no-input \
        "${from[@]}" --only-binary=:all: --progress-bar off "$wanted"; then
        skip_torch "$wanted could not be fetched."
        return 0
    fi
    link_torch || skip_torch "the wheel of $wanted has no headers."
}

torch_is_whole() { [ -f .deps/torch/include/torch/csrc/api/include/torch/optim.h ] && [ -f .deps/torch/lib/libtorch_cpu.so ]; }

link_torch() {
    local folder
    folder=$(compgen -G '.deps/venv/lib/python3*/site-packages/torch' | head -n 1) || return 1
    ln -sfn "${folder#.deps/}" .deps/torch
    torch_is_whole
}

skip_torch() {
    rm -f .deps/torch
    say "==> Without runner-torch: no training on this machine. The reason: $1"
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@" >&2
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
