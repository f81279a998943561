#!/bin/sh
# Ends the process of the release before and starts this release's.
set -eu
shared=${SLIPWAY_SHARED_PATH:?}
release=$(cd "$(dirname "$0")/.." && pwd -P)
pid=$shared/site.pid

if [ -s "$pid" ] && kill "$(cat "$pid")" 2>/dev/null; then
  naps=0
  while [ -e "$pid" ] && [ $naps -lt 250 ]; do # it removes the file as its last act
    naps=$((naps + 1))
    sleep 0.02
  done
  [ ! -e "$pid" ] || kill -9 "$(cat "$pid")" 2>/dev/null || true
fi

cd "$release"
set -- "$(cat "$shared/java")" -Xmx24m -Xss512k -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \
  -Dsun.net.httpserver.nodelay=true -cp lib/app.jar dev.slipway.demo.site.Site "$shared"
! command -v setsid >/dev/null 2>&1 || set -- setsid "$@"
"$@" </dev/null >>"$shared/site.log" 2>&1 &
echo $! >"$pid"
echo "Release $(cat VERSION) started as process $!"
