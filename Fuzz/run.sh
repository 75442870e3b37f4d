#!/bin/sh
# Fuzzes a reader of strangers' bytes under the address sanitizer.
#
#   Fuzz/run.sh dicom|protocol SECONDS
#
# Findings and newly covering inputs go to .build/fuzz; a finding becomes a regression test.
set -eu
cd "$(dirname "$0")/.."
usage='usage: Fuzz/run.sh dicom|protocol SECONDS'
what=${1:?$usage}
seconds=${2:?$usage}
out=.build/fuzz
mkdir -p "$out/corpus-$what" "$out/findings"

dicom() {
  clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang++
  [ -x "$clang" ] || clang=clang++
  for source in Sources/CDCMTK/*.cpp; do
    object="$out/$(basename "$source" .cpp).o"
    if [ ! -e "$object" ] || [ -n "$(find Sources/CDCMTK -newer "$object" -type f)" ]; then
      "$clang" -std=c++17 -g -O1 -fsanitize=address,fuzzer-no-link -ISources/CDCMTK/include \
        -c "$source" -o "$object"
    fi
  done
  # shellcheck disable=SC2046
  module Voxels $(find Sources/Voxels -name '*.swift')
  # Objects stand on the reader, and on a package that is no part of what is fuzzed.
  # shellcheck disable=SC2046
  module DICOM $(find Sources/DICOM -name '*.swift' -not -path '*/Objects/*')
  swiftc -parse-as-library -g -O -sanitize=address,fuzzer -swift-version 6 \
    -I Sources/CDCMTK/include -I "$out" -o "$out/fuzz-dicom" \
    Fuzz/FuzzDICOM.swift "$out"/*.o \
    -lstdc++ -ldcmjpeg -lijg8 -lijg12 -lijg16 -ldcmjpls -ldcmimage -ldcmimgle -ldcmdata -loflog \
    -lofstd -lopenjp2 -lz
}

module() {
  name=$1
  shift
  swiftc -parse-as-library -g -O -sanitize=address,fuzzer -package-name herald -swift-version 6 \
    -enable-upcoming-feature MemberImportVisibility \
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature ExistentialAny \
    -I Sources/CDCMTK/include -I "$out" -wmo -module-name "$name" \
    -emit-module -emit-module-path "$out/$name.swiftmodule" \
    -emit-object -o "$out/$name.swift.o" "$@"
}

# The protocol stands on other packages: the package manager builds it, in a folder of its own.
protocol() {
  HERALD_FUZZ=1 swift build -c release --product fuzz-protocol --scratch-path .build-fuzz \
    --sanitize address -Xswiftc -sanitize=fuzzer
  cp .build-fuzz/release/fuzz-protocol "$out/fuzz-protocol"
}

case $what in
  dicom) dicom; seeds=Fuzz/Corpus/dicom ;;
  protocol) protocol; seeds="Fuzz/Corpus/protocol Sources/Trial/Resources Sources/Rehearsal/Resources" ;;
  *) echo "$usage" >&2; exit 64 ;;
esac

# DCMTK's and Swift's tables live as long as the process: leaks are looked for in unit tests.
# shellcheck disable=SC2086
ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 "$out/fuzz-$what" \
  -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
  -artifact_prefix="$out/findings/" -print_final_stats=1 "$out/corpus-$what" $seeds
