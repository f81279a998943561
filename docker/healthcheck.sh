#!/bin/bash
# Is Slipway ready? Exit status 0 when /q/health/ready answers 200. The image has no curl; bash speaks TCP itself.
set -u

port=${QUARKUS_HTTP_PORT:-8080}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /q/health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
read -r -t 4 _ status _ <&3 || exit 1
[ "$status" = 200 ]
