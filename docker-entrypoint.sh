#!/bin/sh
# The image's entry point: becomes the JVM of the process named by the argument.
set -u

case ${1-} in
  admin) heap=256m ;;  # holds whole request bodies, up to a store's snapshot
  sidecar) heap=64m ;; # one in every pod
  *)
    echo "flagstaff: this image runs 'admin' or 'sidecar', but its argument was '${1-}'" >&2
    exit 2
    ;;
esac

options="-Xmx$heap"
options="$options -XX:+UseSerialGC"                      # the least memory, and its pauses are short on such heaps
options="$options -XX:+UseCompactObjectHeaders"          # smaller objects
options="$options -XX:+ExitOnOutOfMemoryError"           # a restart is better than half a process
options="$options -XX:-UsePerfData"                      # would write to /tmp
options="$options -XX:+ErrorFileToStderr"                # so would the report of a crash, to the working directory
options="$options --enable-native-access=ALL-UNNAMED"    # Netty loads native code: without this a warning
options="$options --sun-misc-unsafe-memory-access=allow" # Netty uses Unsafe: without this a warning

home=/opt/flagstaff
set -f # words of JAVA_OPTS are not patterns
# shellcheck disable=SC2086 # options are split at spaces; those of the user come last, so they win
exec "$home/java/bin/java" $options ${JAVA_OPTS-} -cp "$home/$1/*:$home/lib/*" "dev.flagstaff.$1.Main"
