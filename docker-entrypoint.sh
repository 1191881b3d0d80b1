#!/bin/sh
# The image's entry point: becomes the JVM of the process named by the argument.
set -u

home=/opt/flagstaff

# The heap follows the container's limit: "share" percent of it, from "least" to "most" MiB. Without a limit it is "most",
# which is what the heap may grow to and not what it begins with.
# An admin starts seldom, and training hardly knows it: it compiles sooner than jvm.options has it, and so is in a few
# seconds as fast as it gets. More in docs/performance.md.
case ${1-} in
  admin) share=50 least=128 most=256 first=16m young=8m compile=0.3 ;; # holds whole request bodies, up to a store's snapshot
  sidecar) share=40 least=24 most=1024 first=6m young=3m compile=1 ;; # one in every pod: 100,000 flags need 160 MiB, 1,000 need 16
  *)
    echo "flagstaff: this image runs 'admin' or 'sidecar', but its argument was '${1-}'" >&2
    exit 2
    ;;
esac

heap=$most
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  limit=$(cat "$file" 2>/dev/null) || continue
  case $limit in
    *[!0-9]* | '' | ???????????????*) continue ;; # "max", or a number beyond any machine: no limit
  esac
  heap=$((limit / 1048576 * share / 100))
done
[ "$heap" -ge "$least" ] || heap=$least
[ "$heap" -le "$most" ] || heap=$most
options="-Xms$first -Xmn$young -Xmx${heap}m -XX:CompileThresholdScaling=$compile"
# Without adapters of calls in the cache: JDK 25.0.3 stores some under a wrong name, and warns on stdout at the start.
options="$options -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching"

# Classes already parsed and linked, and what training learnt of them. Made by the image's build with this runtime and
# these jars. With AOTMode=on a cache that does not fit ends the start instead of making it slow in silence: where
# JAVA_OPTS asks for what excludes it (an agent, another collector), -XX:AOTMode=off has to be among them.
# The JVM does not see that a jar was replaced, and would run the old classes of the cache. To look takes some 10 ms.
jars=$(cd "$home" && cksum app/*.jar lib/*.jar)
if [ ! -r "$home/flagstaff.aot" ]; then
  echo "flagstaff: there is no $home/flagstaff.aot: the start takes seconds longer and more memory" >&2
elif [ "$jars" != "$(cat "$home/flagstaff.aot.jars")" ]; then
  echo "flagstaff: $home/flagstaff.aot was made of other jars and is not used: the start takes seconds longer" >&2
else
  # At the address that it was made for, its pages stay the file's and are shared by all processes of the image.
  options="$options -XX:AOTCache=$home/flagstaff.aot -XX:AOTMode=on"
  options="$options -XX:ArchiveRelocationMode=0"
fi

# Each by name and in the same order as in training: a cache fits one class path.
class_path=
for jar in "$home"/app/*.jar "$home"/lib/*.jar; do
  class_path=$class_path${class_path:+:}$jar
done

export MALLOC_ARENA_MAX=1 # the C library's heap is hardly used: one arena is enough
set -f                    # words of JAVA_OPTS are not patterns
# shellcheck disable=SC2086 # options are split at spaces; those of the user come last, so they win
exec "$home/java/bin/java" "@$home/jvm.options" $options ${JAVA_OPTS-} -cp "$class_path" "dev.flagstaff.$1.Main"
