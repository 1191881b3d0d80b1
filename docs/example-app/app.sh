#!/usr/bin/env bash
# An app with no client library at all: once a second it asks its sidecar about one flag and prints the answer.
set -u
export LC_ALL=C # Content-Length counts bytes, so read -N must too
trap 'exit 0' TERM INT # bash as process 1 would ignore them
trap '' PIPE # a sidecar that stops in mid-request is no reason to stop

path="/api/flags/checkout-banner/evaluate?environment=production&subject=${SUBJECT:-user-456}&region=${REGION:-eu-west}"

evaluate() {
  local status line length=0 body=
  {
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:8016\r\nConnection: close\r\n\r\n' "$path" >&3
    read -r -t 2 -u 3 _ status _ || return
    while IFS= read -r -t 2 -u 3 line && [ "$line" != $'\r' ]; do
      case ${line,,} in content-length:*) length=${line//[!0-9]/} ;; esac
    done
    IFS= read -r -t 2 -u 3 -N "$length" body
    printf '%s %s\n' "$status" "$body"
  } 3<>/dev/tcp/127.0.0.1/8016
}

while true; do
  answer=$(evaluate 2>/dev/null) || answer='no answer' # an app goes on with its default
  printf '%(%T)T %s\n' -1 "$answer"
  sleep 1
done
