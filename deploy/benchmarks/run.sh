#!/bin/sh
# Measures what streams cost: builds what is needed, starts ./weir up, loads it, writes a report.
#   deploy/benchmarks/run.sh --streams 1,100,400 --seconds 60 [--peer nginx]
#   deploy/benchmarks/run.sh --help
# WEIR_JAVA_OPTS adds options for Weir's JVM, such as -Xmx2g; other WEIR_ settings reach it too.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
home=$(cd "$here/../.." && pwd -P)

"$home/weir" --version >&2 # builds it, if need be, before anything is measured

maven=$home/mvnw
! command -v mvn >/dev/null || maven=mvn
log=$here/target/benchmarks-build.log
mkdir -p "$here/target"
(cd "$home" && "$maven" -B -ntp -Dquick -Dspotless.check.skip=true -Denforcer.skip=true \
    -pl deploy/benchmarks -am process-classes) >"$log" 2>&1 </dev/null || {
    grep '^\[ERROR\]' "$log" >&2 || tail -n 20 "$log" >&2
    echo "run.sh: the build failed; all it said is in $log" >&2
    exit 1
}

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
exec "$java" -Xmx1g -XX:+UseSerialGC -Dweir.home="$home" -Dweir.benchmarks.output="$here/target/report" \
    -cp "$here/target/classes:$home/common/target/classes:$here/target/lib/*" io.weir.benchmarks.BenchmarkMain "$@"
