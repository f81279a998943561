#!/bin/sh
# Starts Slipway as this process. Works outside a container too:
#   SLIPWAY_APP=target/quarkus-app docker/entrypoint.sh
set -eu

app=${SLIPWAY_APP:-/opt/slipway}
jar=$app/quarkus-run.jar
if [ ! -f "$jar" ]; then
  echo "Slipway does not start: there is no $jar. Build it with mvn -B package, or set SLIPWAY_APP to its folder." >&2
  exit 1
fi

# Unset means loopback, which is what the application itself defaults to.
case ${QUARKUS_HTTP_HOST:-127.0.0.1} in
  127.* | localhost | ::1) ;;
  *)
    token=${SLIPWAY_BOOTSTRAP_TOKEN:-}
    if [ "${#token}" -lt 32 ]; then
      echo "Slipway does not start: it would listen on ${QUARKUS_HTTP_HOST}, beyond loopback, and" \
        "SLIPWAY_BOOTSTRAP_TOKEN is not set to at least 32 characters. Make one with: openssl rand -hex 32" >&2
      exit 1
    fi
    ;;
esac

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  java=java
fi

# Out of memory ends the process: another instance, or the restart, goes on from the journal.
# JAVA_OPTS is meant to be split into words.
# shellcheck disable=SC2086
exec "$java" \
  -XX:MaxRAMPercentage="${SLIPWAY_MAX_RAM_PERCENTAGE:-70}" \
  -XX:+ExitOnOutOfMemoryError \
  --enable-native-access=ALL-UNNAMED \
  ${JAVA_OPTS:-} \
  -jar "$jar" "$@"
