# Puts another text into an include file and makes nginx use it; if nginx does not take it, the old text comes back.
# $1 include file  $2 checksum that it must have  $3 bytes of the new text  $4 master  $5 its workers
# $6 command that tests the configuration  $7 command that reloads it  $8 tenths of a second to wait for others
# The new text comes on standard input.
LC_ALL=C
export LC_ALL
file=$1 sum=$2 length=$3 master=$4 known=$5 test=$6 reload=$7 patience=$8
base=${file##*/}
dir=${file%/*}/
# Hidden, so that an include of all files of this folder does not read them.
new=$dir.$base.slipway-new old=$dir.$base.slipway-old lock=$dir.$base.slipway-lock

# Workers of the master; with "-v 'is shutting down'" those that take requests.
workers() {
  ps -A -o pid= -o ppid= -o args= | grep 'nginx: worker process' | grep "$@" |
    awk -v master="$master" '$2 == master { print $1 }'
}
is_known() {
  case " $known " in *" $1 "*) return 0 ;; esac
  return 1
}

# Once the file was changed this goes on to the end, even if nobody listens any more.
trap '' HUP PIPE
[ -w "$dir" ] || { echo "this login may not write to the folder $dir" >&2; exit 73; }
tries=0
until (set -C; echo $$ >"$lock") 2>/dev/null; do
  holder=$(cat "$lock" 2>/dev/null)
  if [ -n "$holder" ] && ! ps -p "$holder" >/dev/null 2>&1; then
    rm -f "$lock" # left behind: its process is gone
  fi
  tries=$((tries + 1))
  [ "$tries" -lt "$patience" ] || exit 75
  sleep 0.1 2>/dev/null || sleep 1
done
trap 'rm -f "$new" "$old" "$lock"' EXIT
trap 'exit 76' INT TERM

cp -p "$file" "$new" && cat >"$new" || exit 73
[ "$(wc -c <"$new" | tr -d ' ')" = "$length" ] || exit 76 # the connection broke in the middle of the text
[ "$(cksum <"$file")" = "$sum" ] || exit 70
cp -p "$file" "$old" && mv -f "$new" "$file" || exit 73

if ! said=$(sh -c "$test" 2>&1 </dev/null); then
  mv -f "$old" "$file"
  printf '%s\n' "$said" >&2
  exit 71
fi
for one in $(workers nginx); do
  is_known "$one" && continue
  mv -f "$old" "$file" # somebody else reloaded meanwhile
  exit 70
done
if ! said=$(sh -c "$reload" 2>&1 </dev/null); then
  mv -f "$old" "$file"
  printf '%s\n' "$said" >&2
  exit 72
fi

# nginx reloads after the command has ended: in force when every old worker stopped taking requests.
tries=0
while [ "$tries" -lt "$patience" ]; do
  late='' fresh=''
  for one in $(workers -v 'is shutting down'); do
    if is_known "$one"; then late="$late $one"; else fresh=yes; fi
  done
  [ -n "$late" ] || [ -z "$fresh" ] || exit 0
  sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
echo "workers with the old configuration: ${late:- none}; with the new one: ${fresh:-none}" >&2
exit 74
