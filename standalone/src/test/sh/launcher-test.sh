#!/bin/sh
# Tests ./flagstaff with JDKs and a Maven that only pretend. Needs no Java, no Maven, no network.
#
#   launcher-test.sh [SHELL]    SHELL runs the launcher: sh (default), dash, 'busybox sh', 'bash --posix'
#
# The launcher under test is a copy whose absolute places to look for a JDK lie in a temporary directory, so that the
# JDKs of this machine do not matter.
# shellcheck disable=SC2016 # what is quoted is for another shell to expand
set -u

shell=${1:-sh}
case $shell in
  *' '*) shell="$(command -v "${shell%% *}") ${shell#* }" ;;
  *) shell=$(command -v "$shell") ;;
esac || { echo "no such shell: $1" >&2; exit 2; }

source_root=$(unset CDPATH && cd -P -- "$(dirname -- "$0")/../../../.." && pwd -P)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/flagstaff launcher.XXXXXX") && tmp=$(cd "$tmp" && pwd -P) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

passed=0
failed=0

# ---- what a test stands on ---------------------------------------------------------------------------------------

# A fresh world for each test: a source tree, an empty home, a PATH with neither java nor mvn.
scene() {
  name=$1
  rm -rf "$tmp/world"
  world=$tmp/world
  tree="$world/my tree"
  PLACES=$world/places
  TRACE=$world/trace
  export PLACES TRACE
  mkdir -p "$world/bin" "$world/home" "$world/away" "$PLACES" "$TRACE"
  for module in core admin sidecar standalone; do
    mkdir -p "$tree/$module/src/main/java" "$tree/$module/src/main/resources" "$tree/$module/src/test/java"
    echo '<project/>' >"$tree/$module/pom.xml"
    echo 'class A {}' >"$tree/$module/src/main/java/A.java"
  done
  printf '<project>\n  <version>1.2.3</version>\n  <dependency><version>9</version></dependency>\n</project>\n' \
    >"$tree/pom.xml"
  sed 's#^\( *\)/\([A-Za-z]*/\)#\1"$PLACES"/\2#; s#(/usr/libexec/#("$PLACES"/usr/libexec/#' \
    "$source_root/flagstaff" >"$tree/flagstaff"
  chmod +x "$tree/flagstaff"
  for tool in cat dirname find head mkdir mv readlink rm rmdir sed sh sleep tail touch; do
    ln -s "$(command -v "$tool")" "$world/bin/$tool"
  done
  JAVA_HOME=
  JAVA_OPTS=
}

# fake_java HOME VERSION: a JDK that writes down its arguments, one on each line, and where it was started.
fake_java() {
  mkdir -p "$1/bin"
  cat >"$1/bin/java" <<JAVA
#!/bin/sh
case \${1-} in
  -version) echo 'Picked up JAVA_TOOL_OPTIONS: none' >&2; echo 'openjdk version "$2" 2026-01-01' >&2; exit 0 ;;
  -XshowSettings*) echo '    java.home = $1' >&2; echo 'openjdk version "$2" 2026-01-01' >&2; exit 0 ;;
esac
echo '$1' >"\$TRACE/java-home"
echo \$\$ >"\$TRACE/java-pid"
pwd >"\$TRACE/java-cwd"
for arg; do printf '%s\\n' "\$arg"; done >"\$TRACE/java-args"
exit "\${JAVA_EXIT:-0}"
JAVA
  chmod +x "$1/bin/java"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
}

fake_jdk() {
  fake_java "$1" "$2"
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/javac"
}

# A Maven that counts its runs and makes the jar; what $TRACE/mvn-does says runs before.
fake_mvn() {
  cat >"$world/bin/mvn" <<'MVN'
#!/bin/sh
echo "$*" >>"$TRACE/mvn-runs"
pwd >"$TRACE/mvn-cwd"
echo "$JAVA_HOME" >"$TRACE/mvn-java-home"
[ ! -f "$TRACE/mvn-does" ] || . "$TRACE/mvn-does"
mkdir -p standalone/target/lib
echo jar >standalone/target/flagstaff-standalone.jar
MVN
  chmod +x "$world/bin/mvn"
}

# become ARGS...: this process becomes the launcher, in another directory. $before is a command that starts it.
launcher=
before=
become() {
  cd "$world/away" || exit 99
  PATH=$world/bin HOME=$world/home
  export PATH HOME JAVA_HOME JAVA_OPTS
  [ -n "$JAVA_HOME" ] || unset JAVA_HOME
  [ -n "$JAVA_OPTS" ] || unset JAVA_OPTS
  # shellcheck disable=SC2086 # a shell may come with an option
  exec $before $shell "${launcher:-$tree/flagstaff}" "$@"
}

# launch ARGS...: runs the launcher; leaves $status, $world/out and $world/err.
launch() {
  (become "$@") >"$world/out" 2>"$world/err"
  status=$?
}

# Makes FILE... newer than the last build, without waiting for the clock.
edited() { sleep 1; touch "$@"; }

ok() { passed=$((passed + 1)); }
not_ok() {
  failed=$((failed + 1))
  printf 'FAILED  %s: %s\n' "$name" "$1"
  [ ! -s "$world/err" ] || sed 's/^/        stderr: /' "$world/err"
}

expect() { if [ "$2" = "$3" ]; then ok; else not_ok "$1: expected '$3', got '$2'"; fi; }
expect_line() { if grep -q -x -F -e "$2" "$1"; then ok; else not_ok "no line '$2' in ${1##*/}"; fi; }
expect_says() { if grep -q -F -e "$1" "$world/err"; then ok; else not_ok "does not say '$1'"; fi; }
expect_silent() { if [ -s "$world/err" ]; then not_ok 'says something'; else ok; fi; }
expect_absent() { if [ -e "$1" ]; then not_ok "${1##*/} exists"; else ok; fi; }
mvn_runs() { if [ -f "$TRACE/mvn-runs" ]; then grep -c . "$TRACE/mvn-runs"; else echo 0; fi; }
args_after_main() { sed "1,/^dev\.flagstaff\./d" "$TRACE/java-args"; }

# Waits up to 10 s for FILE to have something in it.
await() {
  looks=0
  until [ -s "$1" ] || [ "$looks" -ge 100 ]; do
    looks=$((looks + 1))
    sleep 0.1
  done
  [ -s "$1" ]
}

# ---- words -------------------------------------------------------------------------------------------------------

scene 'the copy looks for JDKs in no place of this machine'
expect 'absolute places left' "$(grep -c '^ *\(for home in \)\{0,1\}/[A-Za-z]' "$tree/flagstaff")" 0

scene 'an unknown command is one line with the usage, and exit 2'
launch frobnicate
expect status $status 2
expect 'lines' "$(grep -c . "$world/err")" 1
expect_says "unknown command 'frobnicate'"
expect_says 'usage: flagstaff up [--data DIR]'
expect stdout "$(cat "$world/out")" ''

scene 'no command at all is refused as well'
launch
expect status $status 2
expect 'lines' "$(grep -c . "$world/err")" 1

scene 'help and the version need no Java'
for word in help --help; do
  launch "$word"
  expect "status of $word" $status 0
  expect "first line of $word" "$(head -n 1 "$world/out")" 'usage: flagstaff COMMAND'
  expect_silent
done
launch --version
expect status $status 0
expect version "$(cat "$world/out")" 'flagstaff 1.2.3'

# ---- finding a JDK -----------------------------------------------------------------------------------------------

scene 'no Java at all: what is missing, how to get it, exit 1'
fake_mvn
launch up
expect status $status 1
expect_says 'a JDK, version 25 or newer, is needed to build Flagstaff'
expect_says 'apt install openjdk-25-jdk'
expect_says 'brew install openjdk@25'
expect 'Maven runs' "$(mvn_runs)" 0

scene 'Java too old everywhere: named with its version, exit 1'
fake_mvn
fake_jdk "$world/old one" 17.0.15
fake_jdk "$PLACES/usr/lib/jvm/java-8" 1.8.0_402
fake_jdk "$PLACES/usr/lib/jvm/java-24" 24
JAVA_HOME="$world/old one"
launch up
expect status $status 1
expect_says "$world/old one: Java 17"
expect_says 'java-8: Java 1'
expect_says 'java-24: Java 24'

scene 'a JDK 25 in JAVA_HOME, with spaces in its path'
fake_mvn
fake_jdk "$world/jdk 25 of mine" 25.0.3
JAVA_HOME="$world/jdk 25 of mine"
launch up
expect status $status 0
expect 'Java home' "$(cat "$TRACE/java-home")" "$JAVA_HOME"
expect "Maven's Java" "$(cat "$TRACE/mvn-java-home")" "$JAVA_HOME"

scene 'an old or broken JAVA_HOME gives way to the java on PATH'
fake_mvn
fake_jdk "$world/old" 21
fake_jdk "$world/new" 26-ea
ln -s "$world/new/bin/java" "$world/bin/java"
for JAVA_HOME in "$world/old" "$world/nowhere"; do
  rm -f "$TRACE/java-home"
  launch up
  expect status $status 0
  expect 'Java home' "$(cat "$TRACE/java-home")" "$world/new"
done

scene 'a stub on PATH is asked where its Java is'
fake_mvn
fake_jdk "$world/real" 25
printf '#!/bin/sh\nexec "%s" "$@"\n' "$world/real/bin/java" >"$world/bin/java"
chmod +x "$world/bin/java"
launch up
expect status $status 0
expect 'Java home' "$(cat "$TRACE/java-home")" "$world/real"

scene 'a stub on PATH without a Java behind it is passed over'
fake_mvn
printf '#!/bin/sh\necho "Unable to locate a Java Runtime." >&2\nexit 1\n' >"$world/bin/java"
chmod +x "$world/bin/java"
fake_jdk "$PLACES/opt/jdk-25" 25
launch up
expect status $status 0
expect 'Java home' "$(cat "$TRACE/java-home")" "$PLACES/opt/jdk-25"

scene 'a JDK without a release file is asked for its version'
fake_mvn
fake_jdk "$world/bare" 25.0.3
rm "$world/bare/release"
JAVA_HOME=$world/bare
launch up
expect status $status 0
fake_jdk "$world/bare" 17.0.1
rm "$world/bare/release"
launch up
expect status $status 1
expect_says "$world/bare: Java 17"

for place in /usr/lib/jvm/temurin-25 /usr/java/jdk-25 /opt/java/openjdk /opt/jdk-25.0.3 \
  /Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home \
  /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
  /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
  /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec; do
  scene "a JDK is found in $place"
  fake_mvn
  fake_jdk "$PLACES$place" 25
  launch up
  expect status $status 0
  expect 'Java home' "$(cat "$TRACE/java-home")" "$PLACES$place"
done

for place in .sdkman/candidates/java/25-tem .jdks/openjdk-25 'Library/Java/JavaVirtualMachines/my jdk/Contents/Home'; do
  scene "a JDK is found in ~/$place"
  fake_mvn
  fake_jdk "$world/home/$place" 25
  launch up
  expect status $status 0
  expect 'Java home' "$(cat "$TRACE/java-home")" "$world/home/$place"
done

scene 'macOS is asked for a JDK'
fake_mvn
fake_jdk "$world/mac jdk" 25
mkdir -p "$PLACES/usr/libexec"
printf '#!/bin/sh\n[ "$*" = "-v 25+" ] && echo "%s"\n' "$world/mac jdk" >"$PLACES/usr/libexec/java_home"
chmod +x "$PLACES/usr/libexec/java_home"
launch up
expect status $status 0
expect 'Java home' "$(cat "$TRACE/java-home")" "$world/mac jdk"

scene 'a Java without a compiler runs what is built, but does not build'
fake_mvn
fake_java "$world/jre" 25
JAVA_HOME=$world/jre
launch up
expect status $status 1
expect_says "$world/jre: Java 25 without javac, so no JDK"
fake_jdk "$PLACES/usr/lib/jvm/jdk-25" 25
launch up
expect status $status 0
expect 'Java home at the build' "$(cat "$TRACE/java-home")" "$PLACES/usr/lib/jvm/jdk-25"
launch up
expect status $status 0
expect 'Java home when built' "$(cat "$TRACE/java-home")" "$world/jre"

# ---- building ----------------------------------------------------------------------------------------------------

built_scene() {
  scene "$1"
  fake_mvn
  fake_jdk "$world/jdk" 25.0.3
  JAVA_HOME=$world/jdk
  launch up
  expect 'first status' $status 0
}

scene 'without Maven it says what is needed'
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
launch up
expect status $status 1
expect_says 'Maven 3.8 or newer is needed'

built_scene 'the first start builds, in the root of the tree'
expect 'Maven runs' "$(cat "$TRACE/mvn-runs")" '-B -q -DskipTests -pl standalone -am package'
expect 'Maven directory' "$(cat "$TRACE/mvn-cwd")" "$tree"
expect 'said' "$(cat "$world/err")" 'flagstaff: building Flagstaff (first time: about a minute) …'
expect_absent "$tree/target/flagstaff-build.lock"
expect_absent "$tree/target/flagstaff-build.pid"

built_scene 'nothing is built again when nothing changed'
launch up
expect status $status 0
expect 'Maven runs' "$(mvn_runs)" 1
expect_silent
edited "$tree/core/src/test/java/A.java" "$tree/standalone/target/lib" "$tree/README.md"
launch up
expect 'Maven runs after edits that do not matter' "$(mvn_runs)" 1

for source in pom.xml core/pom.xml core/src/main/java/A.java admin/src/main/resources/new.json \
  sidecar/src/main/java/A.java standalone/src/main/java/A.java; do
  built_scene "a newer $source is built"
  edited "$tree/$source"
  launch up
  expect status $status 0
  expect 'Maven runs' "$(mvn_runs)" 2
  launch up
  expect 'Maven runs at the third start' "$(mvn_runs)" 2
done

built_scene 'a deleted source is built'
sleep 1
rm "$tree/core/src/main/java/A.java"
launch up
expect 'Maven runs' "$(mvn_runs)" 2

built_scene 'a missing jar is built'
rm "$tree/standalone/target/flagstaff-standalone.jar"
launch up
expect status $status 0
expect 'Maven runs' "$(mvn_runs)" 2

built_scene 'a library of an older version goes when the newer comes'
touch "$tree/standalone/target/lib/lettuce-1.jar"
edited "$tree/pom.xml"
launch up
expect 'Maven runs' "$(mvn_runs)" 2
expect_absent "$tree/standalone/target/lib/lettuce-1.jar"

built_scene 'an edit made during the build counts as newer'
echo 'sleep 1; touch core/src/main/java/A.java; rm "$TRACE/mvn-does"' >"$TRACE/mvn-does"
edited "$tree/core/src/main/java/A.java"
launch up
expect 'Maven runs' "$(mvn_runs)" 2
launch up
expect 'Maven runs after it' "$(mvn_runs)" 3

built_scene 'a failing build: the end of the log, its path, exit 1, and no start'
rm "$TRACE/java-args"
cat >"$TRACE/mvn-does" <<'MVN'
i=1
while [ $i -le 50 ]; do
  echo "output $i"
  i=$((i + 1))
done
echo 'what broke' >&2
exit 1
MVN
edited "$tree/pom.xml"
launch up
expect status $status 1
expect_says 'what broke'
expect_says 'output 50'
expect 'lines' "$(grep -c . "$world/err")" 22
expect_says "$tree/target/flagstaff-build.log"
expect_absent "$TRACE/java-args"
rm "$TRACE/mvn-does"
launch up
expect 'status when mended' $status 0
expect 'Maven runs' "$(mvn_runs)" 3

scene 'a build that makes no jar is a failure'
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
printf '#!/bin/sh\nexit 0\n' >"$world/bin/mvn"
chmod +x "$world/bin/mvn"
launch up
expect status $status 1
expect_says 'the build made no'

scene 'two launchers at the same time: one builds, both start'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
echo 'sleep 2' >"$TRACE/mvn-does"
(launch up; echo $status >"$TRACE/first-status") &
first=$!
await "$TRACE/mvn-runs"
launch sidecar
wait "$first"
expect 'first status' "$(cat "$TRACE/first-status")" 0
expect 'second status' $status 0
expect 'Maven runs' "$(mvn_runs)" 1

scene 'six launchers at the same time over the leavings of a killed one: one builds, all start'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
echo 'sleep 1' >"$TRACE/mvn-does"
sh -c 'exit 0' &
dead=$!
wait "$dead"
mkdir "$tree/target"
echo "$dead" >"$tree/target/flagstaff-build.pid"
launchers=
for i in 1 2 3 4 5 6; do
  (launch up; echo "$status" >"$TRACE/status-$i") &
  launchers="$launchers $!"
done
# shellcheck disable=SC2086 # process ids
wait $launchers
expect 'statuses' "$(cat "$TRACE"/status-* | sort -u)" 0
expect 'Maven runs' "$(mvn_runs)" 1

scene 'a killed builder with the same process id does not stop the launcher, as happens in containers'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
mkdir "$tree/target"
printf '#!/bin/sh\necho $$ >"%s"\nexec "$@"\n' "$tree/target/flagstaff-build.pid" >"$world/bin/same-id"
chmod +x "$world/bin/same-id"
before=same-id
launch up
before=
expect status $status 0
expect 'Maven runs' "$(mvn_runs)" 1

scene 'a lock that a killed launcher left is named'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
mkdir -p "$tree/target/flagstaff-build.lock"
rm "$world/bin/sleep"
printf '#!/bin/sh\n' >"$world/bin/sleep"
chmod +x "$world/bin/sleep"
launch up
expect status $status 1
expect_says 'flagstaff-build.lock was left behind by a killed launcher'
expect 'Maven runs' "$(mvn_runs)" 0

scene 'a Maven whose launcher was killed is waited for'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
echo 'echo starts >>"$TRACE/builds"; sleep 3; echo ends >>"$TRACE/builds"' >"$TRACE/mvn-does"
become up >"$world/out" 2>"$world/err" &
launching=$!
await "$TRACE/builds"
sleep 1 # for the launcher to note it
kill -9 "$launching"
wait "$launching" 2>/dev/null
launch up
expect status $status 0
expect builds "$(tr '\n' ' ' <"$TRACE/builds")" 'starts ends starts ends '

scene 'a TERM during the build ends Maven and leaves nothing behind'
fake_mvn
fake_jdk "$world/jdk" 25
JAVA_HOME=$world/jdk
echo 'echo $$ >"$TRACE/mvn-pid"; exec sleep 30' >"$TRACE/mvn-does"
become up >"$world/out" 2>"$world/err" &
launching=$!
await "$TRACE/mvn-pid"
kill "$launching"
wait "$launching"
expect status $? 143
if kill -0 "$(cat "$TRACE/mvn-pid")" 2>/dev/null; then not_ok 'Maven lives'; else ok; fi
expect_absent "$tree/target/flagstaff-build.lock"
expect_absent "$tree/target/flagstaff-build.pid"
expect_absent "$tree/standalone/target/.flagstaff-built"
expect_absent "$TRACE/java-args"

# ---- becoming Java -----------------------------------------------------------------------------------------------

built_scene 'each command has its main class and heap'
while read -r command main heap; do
  launch "$command"
  expect "status of $command" $status 0
  expect_line "$TRACE/java-args" "$main"
  expect_line "$TRACE/java-args" "-Xmx$heap"
  expect_line "$TRACE/java-args" "@$tree/jvm.options"
  expect_line "$TRACE/java-args" "$tree/standalone/target/flagstaff-standalone.jar:$tree/standalone/target/lib/*"
done <<'COMMANDS'
up dev.flagstaff.standalone.Main 512m
admin dev.flagstaff.admin.Main 256m
sidecar dev.flagstaff.sidecar.Main 1g
token dev.flagstaff.admin.TokenCommand 64m
COMMANDS

built_scene 'arguments are passed on unchanged'
launch up --data 'my data' '' '*' "it's" 'a\b' '$HOME'
expect arguments "$(args_after_main)" "$(printf '%s\n' --data 'my data' '' '*' "it's" 'a\b' '$HOME')"
launch token 'the deploy job' write
expect arguments "$(args_after_main)" "$(printf '%s\n' 'the deploy job' write)"

built_scene 'JAVA_OPTS is split at spaces, is no pattern, and comes after our own options'
touch "$world/away/-Da=b"
JAVA_OPTS='-Xmx1g  -Da=*'
launch up
expect_line "$TRACE/java-args" '-Da=*'
expect 'last heap' "$(grep '^-Xmx' "$TRACE/java-args" | tail -n 1)" -Xmx1g

built_scene 'the current directory stays'
launch up
expect 'directory' "$(cat "$TRACE/java-cwd")" "$world/away"

built_scene 'called through a chain of symbolic links, absolute and relative'
mkdir "$world/links"
ln -s "$tree/flagstaff" "$world/links/absolute"
ln -s ../links/absolute "$world/links/relative"
for launcher in "$world/links/absolute" "$world/links/relative" ../links/relative; do
  rm -f "$TRACE/java-args"
  launch up
  expect "status of $launcher" $status 0
  expect_line "$TRACE/java-args" "$tree/standalone/target/flagstaff-standalone.jar:$tree/standalone/target/lib/*"
done
launcher=

built_scene "Java is the launcher's own process, and its exit status is the launcher's"
JAVA_EXIT=7
export JAVA_EXIT
become up >"$world/out" 2>"$world/err" &
launching=$!
wait "$launching"
expect status $? 7
expect 'process id' "$(cat "$TRACE/java-pid")" "$launching"
unset JAVA_EXIT

# ------------------------------------------------------------------------------------------------------------------

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
