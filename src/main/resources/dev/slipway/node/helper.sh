# Slipway's node helper, POSIX sh.   usage: sh helper.sh <nonce> <verb> [safe words]
#
# A reply begins with "SLW1 <nonce>" and ends with "END <nonce>"; without its end line it is no answer. Arguments are
# safe words only, so no quoting exists and no quoting bug either: paths, script text and values come on standard input,
# one per line. Forks are what a verb costs, so the hot verbs (start, stat, activate) keep to the shell's own commands.
# Everything in ~/.slipway is private by the mode of that folder.

# --- the job's own process: values from standard input into the environment, then the script ---
if [ "${1:-}" = _exec ]; then # job folder, deploy path, working folder, release folder
  while IFS= read -r slw_line && [ "$slw_line" != end ]; do
    slw_left=${slw_line#* }; IFS= read -r slw_value
    while [ "$slw_left" -gt 1 ]; do
      IFS= read -r slw_more; slw_value="$slw_value
$slw_more"; slw_left=$((slw_left - 1))
    done
    export "${slw_line%% *}=$slw_value"
  done
  SLIPWAY_CURRENT_PATH=$3/current SLIPWAY_SHARED_PATH=$3/shared
  export SLIPWAY_CURRENT_PATH SLIPWAY_SHARED_PATH
  [ -z "$5" ] || { SLIPWAY_RELEASE_PATH=$5; export SLIPWAY_RELEASE_PATH; }
  unset slw_line slw_left slw_value slw_more
  cd "$4" || { echo "slipway: cannot enter $4"; exit 126; }
  exec sh "$2/script" </dev/null
fi

lc=${LC_ALL-}; unset LC_ALL; LC_ALL=C     # bytes, not characters; not exported, so that no job inherits it
exec 9>/dev/null; HOME=${HOME:-$(cd && pwd)}; ROOT=$HOME/.slipway; SELF=$0; LOCKED= spill=

die() { unlock; [ -z "$spill" ] || rm -f "$spill"; printf 'ERR %s\n' "$*"; printf 'END %s\n' "$NONCE"; exit 0; }
word() { case ${1:-} in '' | .* | *[!A-Za-z0-9._+-]*) die BADARG;; esac; }
num() { case ${1:-} in '' | *[!0-9]* | ???????????????????*) die BADARG;; esac; }
line() { IFS= read -r "$1" || die CUT; }  # a value from standard input
has() { command -v "$1" >/dev/null 2>&1; }
nap() { sleep "$1" 2>/dev/null || sleep 1; }
said() { printf '%s' "$1" | tr -c '[:print:]' ' ' | cut -c1-400; }

# Identity of a process: its start time. Empty when it is gone or a zombie.
boot() {
  BOOT=unknown
  if [ -r /proc/sys/kernel/random/boot_id ]; then read -r BOOT </proc/sys/kernel/random/boot_id
  else BOOT=b$( (sysctl -n kern.boottime || who -b) 2>/dev/null | tr -dc 'A-Za-z0-9'); fi
}
born() {
  BORN=
  if [ -d /proc/self ]; then
    { IFS= read -r born_ <"/proc/$1/stat"; } 2>/dev/null || return 0
    set -- ${born_##*) }
    [ "${1:-Z}" = Z ] || [ $# -lt 20 ] || { shift 19; BORN=$1; }
  else BORN=$(ps -o lstart= -p "$1" 2>/dev/null | tr -dc 'A-Za-z0-9'); fi
}
alive() { [ -n "${1:-}" ] && [ -n "${2:-}" ] || return 1; born "$1"; [ "$BORN" = "$2" ]; }
durable() { dd if=/dev/null "of=$1" conv=notrunc,fsync 2>/dev/null || sync; }
# Refuses, and says why a folder cannot be written: shells word it differently, so dd is asked.
cannot() {
  why=$(LC_ALL=C dd if=/dev/zero of="$1/.slw$$" bs=65536 count=4 2>&1); rm -f "$1/.slw$$" 2>/dev/null
  case $why in
  *'o space left'* | *uota*) die "FULL $1";;
  *'ead-only file'*) die "READONLY $1";;
  *) die "WRITE $1";;
  esac
}

# --- the lock of the mutating verbs, and the fence ---
lock() {
  [ -d "$ROOT/tomb" ] || { mkdir -p "$ROOT/jobs" "$ROOT/epoch" "$ROOT/tomb" && chmod 700 "$ROOT"; } 2>/dev/null || cannot "$HOME"
  naps=0
  if has flock; then
    { true 9>>"$ROOT/lock"; } 2>/dev/null || cannot "$ROOT"    # for a failing "exec" would end the shell
    exec 9>>"$ROOT/lock"; LOCKED=flock
    until flock -n 9 9>&9; do naps=$((naps + 1)); [ $naps -lt 400 ] || die BUSY; nap 0.02; done
    return
  fi
  # A link's target needs no block, so a full disk does not matter; and it is there from the link's first moment.
  boot; born $$; boot_=${BOOT%%-*}
  until ln -s "$$ $BORN $boot_" "$ROOT/lk" 2>/dev/null; do
    held=$(readlink "$ROOT/lk" 2>/dev/null); set -- $held
    if [ $# = 3 ] && { [ "$3" != "$boot_" ] || ! alive "$1" "$2"; } && mkdir "$ROOT/lkbreak.$1.$2" 2>/dev/null; then
      now=$(readlink "$ROOT/lk" 2>/dev/null); [ "$now" != "$held" ] || rm -f "$ROOT/lk"   # one breaker per dead owner
      rmdir "$ROOT/lkbreak.$1.$2"
    fi
    naps=$((naps + 1)); [ $naps -lt 400 ] || { [ -h "$ROOT/lk" ] || cannot "$ROOT"; die BUSY; }; nap 0.02
  done
  LOCKED=link
}
unlock() {
  case $LOCKED in flock) exec 9>/dev/null;; link) rm -f "$ROOT/lk";; esac; LOCKED=
}
# The caller holds the lock from here to the end of its act, so a stale verb that was paused makes the newer one wait.
fence() { # installation scope token
  word "$1"; word "$2"; word "$3"; num "${3%%-*}"; case $3 in *-*) ;; *) die BADARG;; esac
  lock; mine_=; [ ! -e "$ROOT/installation" ] || read -r mine_ <"$ROOT/installation"
  [ -z "$mine_" ] || [ "$mine_" = "$1" ] || die "FOREIGN $mine_"
  epoch_=$ROOT/epoch/$1.$2; seen=; [ ! -e "$epoch_" ] || read -r seen <"$epoch_"
  [ "$seen" != "$3" ] || return 0
  [ -z "$seen" ] || [ "${3%%-*}" -gt "${seen%%-*}" ] || die "FENCED $seen"
  [ -n "$mine_" ] || keep "$ROOT/installation" "$1"
  keep "$epoch_" "$3"
}
keep() {
  { printf '%s\n' "$2" >"$1.new" && durable "$1.new" && mv -f "$1.new" "$1" && durable "$1"; } 2>/dev/null || {
    rm -f "$1.new"; cannot "${1%/*}"; }
}
over() { printf '%s\n' "$2" 1<>"$1"; }    # into a file that has its block already: works on a full disk

# --- jobs ---
job() { word "$1"; J=$ROOT/jobs/$1; T=$ROOT/tomb/$1; }
kid() { cpid= cborn=; [ ! -e "$J/child" ] || read -r cpid cborn <"$J/child"; [ -n "$cpid" ]; }
facts() { # what the folder says: RC, GEN, LOG
  RC=; GEN=0
  for f in "$J"/rc.[0-9]*; do [ ! -e "$f" ] || RC=${f##*/rc.}; done
  for f in "$J"/log.*; do f=${f##*/log.}; [ "$f" = '*' ] || [ "$f" -le "$GEN" ] || GEN=$f; done
  LOG=$J/log.$GEN
}
state() { # sets S and RC
  RC=-1 GEN=0 LOG=
  if [ -e "$T" ]; then read -r S RC _ <"$T"; return; fi
  [ -d "$J" ] || { S=NONE; return; }
  gpid= gborn= gboot= role= cpid= cborn=
  if [ -e "$J/gate" ]; then read -r gpid gborn gboot role <"$J/gate"; role=${role:-lost}; fi
  facts
  if [ -z "$role" ]; then S=PARTIAL; [ ! -e "$J/ready" ] || S=READY
  elif [ "$role" = abandon ]; then S=ABANDONED
  elif [ -n "$RC" ]; then S=DONE
  else
    began=; [ ! -e "$J/exec" ] || began=1
    kid; boot
    if [ "$gboot" != "$BOOT" ]; then S=NEVER_RAN; [ -z "$began" ] || S=LOST
    elif alive "$gpid" "$gborn"; then
      S=RUNNING
      if [ -z "$began" ]; then S=STARTING; elif [ -n "$cpid" ] && ! alive "$cpid" "$cborn"; then S=FINISHING; fi
    elif [ -e "$J/exec" ]; then
      S=LOST; [ -z "$cpid" ] || ! ours || S=ORPHAN
    else S=NEVER_RAN; fi
    facts; [ -z "$RC" ] || S=DONE           # it may have ended while we looked
  fi
  [ "$S" = DONE ] || RC=-1
}
status() {
  state; size=0 eof=0
  if [ -n "$LOG" ] && [ -s "$LOG" ]; then size=$(wc -c <"$LOG"); fi
  [ ! -e "$J/eof" ] && [ ! -e "$T" ] || eof=1
  if [ $eof = 0 ] && [ "$S" = RUNNING ]; then repump "$1"; fi
  echo "state=$S rc=$RC gen=$GEN size=$((size)) eof=$eof"
}
await() { # milliseconds: until the job is over, and a moment more for the last of its output
  spent=0 step=0.005 per=7 more=3
  while [ "$spent" -lt "$1" ]; do
    state
    case $S in
    DONE) [ ! -e "$J/eof" ] && [ ! -e "$T" ] && [ $more -gt 0 ] || return 0; more=$((more - 1));;
    RUNNING | STARTING | FINISHING | ORPHAN) ;;
    *) return 0;;
    esac
    if sleep $step 2>/dev/null; then spent=$((spent + per)); else sleep 1; spent=$((spent + 1000)); fi
    if [ "$spent" -gt 10000 ]; then step=0.05 per=52; elif [ "$spent" -gt 100 ]; then step=0.02 per=22; fi
  done
}
# The only writer of the log. A full disk drops output, never disturbs the script; a note that was written beforehand
# then says so, as the next generation of the log. Reads its standard input.
pump() {
  gen=$1
  while [ -d "$J" ]; do
    if true >>"$J/log.$gen"; then told=$(LC_ALL=C dd bs=65536 count=16 2>&1 >>"$J/log.$gen")
    else told=$(LC_ALL=C dd bs=65536 count=16 2>&1 >/dev/null); fi && case $told in *[0-9]+[0-9]*' records in'*)
      told=${told%% records in*}; told=${told##*[!0-9+]}   # fewer blocks than asked for: that was the end
      [ $((${told%+*} + ${told#*+})) = 16 ] || { mv -f "$J/slot.eof" "$J/eof" || true >"$J/eof"; exit 0; };;
    *) false;;
    esac || { [ ! -e "$J/slot.note" ] || ! mv -f "$J/slot.note" "$J/log.$((gen + 1))" || gen=$((gen + 1)); }
    size=$(wc -c <"$J/log.$gen") || size=0
    if [ "$size" -gt 8388608 ] && true >"$J/log.$((gen + 1))"; then rm -f "$J/log.$gen"; gen=$((gen + 1)); fi
  done 2>/dev/null
  exec cat >/dev/null       # acknowledged, but the script left something that still writes: it must not get SIGPIPE
}
repump() { # a pump that was killed leaves the script waiting in write; one looker starts another
  [ -e "$J/pump" ] || return 0
  read -r ppid pborn <"$J/pump"; [ -n "$ppid" ] || return 0; ! alive "$ppid" "$pborn" || return 0
  mkdir "$J/repump.$ppid.$pborn" 2>/dev/null || return 0
  (detached _pump "$1" </dev/null >/dev/null 2>&1 9>/dev/null &)
}
# Called as (detached ... &): that shell is gone at once, so whoever kills a session with all that is below it finds nothing.
detached() { if has setsid; then exec setsid sh "$SELF" "$@" 9>&9; else exec sh "$SELF" "$@" 9>&9; fi; }

# The detached supervisor. It inherits the lock and lets go of it only when the decision and the child are on record,
# so that no fence and no cancel can come in between. Standard input: the values for the script.
supervise() { # nonce of the start, deploy path, working folder, release folder
  trap : HUP INT QUIT TERM                  # handlers, not "ignore": that would be inherited by the script
  claim=$J/slot.gate.$1; shift; boot; born $$; over "$claim" "$$ $BORN $BOOT run" || exit 0
  ln "$claim" "$J/gate" 2>/dev/null || { rm -f "$claim"; exit 0; }         # THE decision: one link succeeds
  mv "$J/slot.exec" "$J/exec" || exit 0                                     # from here on it may have run
  durable "$J/exec"                                                         # and a power failure will not forget that
  exec 6<&0 8<>"$J/pipe" 7<"$J/pipe"        # both ends are open before anyone reads or writes
  # exec, for with "pump <&7 8>&-" dash would keep copies of what it closes, and the pipe would never end
  (exec <&7 6<&- 7<&- 8>&- 9>&- >/dev/null 2>&1; pump 0) &
  p=$!; born $p; over "$J/pump" "$p $BORN"
  if has setsid; then setsid sh "$SELF" _exec "$J" "$@" <&6 >&8 2>&1 6<&- 7<&- 8>&- 9>&- & c=$!
  else set -m 2>/dev/null; sh "$SELF" _exec "$J" "$@" <&6 >&8 2>&1 6<&- 7<&- 8>&- 9>&- & c=$!; set +m; fi
  born $c; over "$J/child" "$c $BORN"
  exec 6<&- 8>&- 9>&- </dev/null; rm -f "$claim"
  wait $c; rc=$?
  while [ $rc -gt 128 ]; do                 # a signal to us ends "wait" too; 127 means that it was the child after all
    wait $c; again=$?; [ $again != 127 ] || break; [ $again != $rc ] || break; rc=$again
  done
  until mv "$J/slot.rc" "$J/rc.$rc" 2>/dev/null; do [ -d "$J" ] && [ ! -e "$J/rc.$rc" ] || break; sleep 1; done
  exit 0
}
# Whether anything of a process group is alive; zombies, which some containers keep for ever, are not.
group() {
  kill -0 "-$1" 2>/dev/null || return 1
  [ -d /proc/self ] || return 0
  for f in /proc/[0-9]*/stat; do
    { IFS= read -r born_ <"$f"; } 2>/dev/null || continue
    born_=${born_##*) }
    case $born_ in Z*) ;; *) born_=${born_#* }; born_=${born_#* }; [ "${born_%% *}" != "$1" ] || return 0;; esac
  done
  return 1
}
# Whether what is alive is still the script's group: a process that has the leader's number but not its birth is not.
ours() { group "$cpid" && { born "$cpid"; [ -z "$BORN" ] || [ "$BORN" = "$cborn" ]; }; }
# TERM to the script's group, KILL after the grace; detached, so that the caller need not stay.
reap() { # pid born grace-milliseconds
  left=$3 termed= tries=0
  while [ $tries -lt 100 ] && { group "$1" || alive "$1" "$2"; }; do
    [ -n "$termed" ] || ! kill -TERM "-$1" 2>/dev/null || termed=1
    [ "$left" -gt 0 ] || { kill -KILL "-$1" 2>/dev/null; tries=$((tries + 1)); }
    nap 0.05; left=$((left - 52))
  done
  exit 0
}
# Reads what start needs: the deploy path, then "NAME lines" + value for each variable, then "script lines" + text, end.
order() {
  place; values=
  [ -z "$lc" ] || values="LC_ALL 1
$lc
"
  while line head && [ "${head%% *}" != script ]; do
    case ${head%% *} in '' | [0-9]* | *[!A-Za-z0-9_]* | slw_*) die BADARG;; esac
    left=${head#* }; num "$left"; values="$values$head
"
    while [ "$left" -gt 0 ]; do line value; values="$values$value
"; left=$((left - 1)); done
  done
  left=${head#* }; num "$left"; script=
  while [ "$left" -gt 0 ]; do line value; script="$script$value
"; left=$((left - 1)); done
  line value; [ "$value" = end ] || die CUT
}
# Whatever the end will need is made now, with its blocks: a full disk cannot hide that it ran, its result or its tomb.
put() { # digest
  blank='                                                                                '
  { { [ -d "$J" ] || mkdir "$J"; } && complete "$1" && printf '%s\n' "$blank" >"$J/slot.gate.$NONCE"; } 2>/dev/null || {
    rm -rf "$J"; cannot "$ROOT/jobs"; }
}
complete() {
  if [ -e "$J/ready" ]; then
    sum=; read -r sum <"$J/sum"; [ "$sum" != "$1" ] || [ ! -e "$J/slot.exec" ] || return 0
    rm -f "$J/ready" || return 1
  fi
  for slot in rc exec eof; do true >"$J/slot.$slot" || return 1; done
  for slot in child pump slot.tomb; do printf '%s\n' "$blank$blank" >"$J/$slot" || return 1; done
  printf '%s\n' "slipway: the node's disk takes no more of this output; some of it is missing from here on" >"$J/slot.note" &&
    printf '0 0 0 abandon\n' >"$J/abandon" && printf '%s' "$script" >"$J/script" && true >"$J/log.0" &&
    printf '%s\n' "$1" >"$J/sum" && { [ -p "$J/pipe" ] || mkfifo -m 600 "$J/pipe"; } && true >"$J/ready"
}
launch() { # working folder, release folder
  (printf '%send\n' "$values" 2>/dev/null | detached _sup "$id" "$NONCE" "$D" "$1" "$2" >/dev/null 2>&1 9>&9 &)
  unset values
  if [ "$LOCKED" = link ]; then              # cannot be handed over: stay until the supervisor has decided
    tries=0; while ! kid && [ $tries -lt 200 ]; do tries=$((tries + 1)); nap 0.02; done
  fi
}
# With flock the next lock() waits by itself; a look has to wait for the decision.
decided() {
  tries=0
  until kid || [ -e "$T" ] || [ $tries -gt 800 ]; do
    tries=$((tries + 1)); nap 0.005
    [ $((tries % 40)) != 0 ] || { state; case $S in NEVER_RAN | LOST | ABANDONED | DONE) return;; esac; }
  done
}

case ${1:-} in
_sup) job "$2"; shift 2; supervise "$@";;
_pump) job "$2"; exec 7<"$J/pipe"; facts; born $$; over "$J/pump" "$$ $BORN"; exec <&7 7<&- 9>&-; pump "$GEN"; exit 0;;
_reap) reap "$2" "$3" "$4";;
esac

# --- releases ---
place() { # the deploy path, absolute
  line D; case $D in /*) ;; '' | . | '~') D=$HOME;; '~/'*) D=$HOME/${D#'~/'};; *) D=$HOME/${D#./};; esac
  D=${D%/}; R=$D/releases
}
current() {
  CURRENT=; [ -h "$D/current" ] || return 0
  to=$(readlink "$D/current" 2>/dev/null) || { to=$(ls -ld "$D/current"); to=${to##* -> }; }
  to=${to%/}; case /${to%/*} in */releases) CURRENT=${to##*/};; esac
}
sums() { # checks "<sha256>  <path>" lines
  if has sha256sum; then LC_ALL=C sha256sum -c "$1" >"$2" 2>&1
  elif has shasum; then shasum -a 256 -c "$1" >"$2" 2>&1
  elif has openssl; then
    while read -r want path; do
      got=$(openssl dgst -sha256 -r "$path") && [ "${got%% *}" = "$want" ] || { echo "$path: FAILED" >"$2"; return 1; }
    done <"$1"
  else echo "sha256sum, shasum or openssl: FAILED none of them is here" >"$2"; return 1; fi
}
listed() { # the paths that find gives for $2.. must be those of the file $1
  want=$1; shift; find . "$@" | LC_ALL=C sort >"$IN/found"; LC_ALL=C sort "$want" >"$IN/want"; cmp -s "$IN/found" "$IN/want"
}
differs() { LC_ALL=C comm -3 "$IN/found" "$IN/want" | head -n 1 | tr -d '\t'; }
# Compares the unpacked tree with the manifest: every path, type, mode, sum and target, and nothing besides.
verify() {
  cd "$IN/tree" || cannot "$R"
  chmod -R go-w,u+rwX . || die "VERIFY modes cannot be set"
  rm -f "$IN"/m.*
  awk -v to="$IN/m" '
    $1 == "f" { p = substr($0, length($1 $2 $3) + 4); print p > (to ".f." $2)
                s = p; print (gsub(/\\/, "&&", s) ? "\\" : "") $3 "  " s > (to ".sums") }
    $1 == "d" { print substr($0, length($1 $2) + 3) > (to ".d." $2) }
    $1 == "l" { print substr($0, 3) > (to ".l") }' "$IN/manifest" || die "VERIFY the manifest cannot be read"
  touch "$IN/m.l"
  all=$(($(find . | wc -l))); read -r head expected <"$IN/manifest"
  [ "$(tail -n 1 "$IN/manifest")" = "end $expected" ] || die "VERIFY the manifest is cut"
  [ $all = $((expected + 1)) ] || die "VERIFY $((all - 1)) entries instead of $expected"
  for list in "$IN"/m.[fd].*; do
    [ -e "$list" ] || continue
    type=${list##*/m.}; mode=${type#*.}; type=${type%%.*}
    if [ $type = d ]; then listed "$list" ! -name . -type d -perm "$mode"; else listed "$list" -type f -perm "$mode"; fi ||
      die "VERIFY type or mode of $(said "$(differs)")"
  done
  find . -type l | while IFS= read -r path; do printf '%s\t%s\n' "$path" "$(readlink "$path")"; done |
    LC_ALL=C sort >"$IN/found"
  LC_ALL=C sort "$IN/m.l" >"$IN/want"; cmp -s "$IN/found" "$IN/want" || die "VERIFY link $(said "$(differs)")"
  [ ! -e "$IN/m.sums" ] || sums "$IN/m.sums" "$IN/sums.out" ||
    die "VERIFY content of $(said "$(grep -m 1 FAILED "$IN/sums.out" || head -n 1 "$IN/sums.out")")"
}
share() { # kind path: the release's own entry gives way to a link into shared/
  up=../.. at=$IN/tree rest=$2
  while :; do
    case $rest in */*) ;; *) break;; esac
    at=$at/${rest%%/*}; rest=${rest#*/}; up=../$up
    [ ! -h "$at" ] || die "SHARED $2 lies below a link"
    [ -d "$at" ] || mkdir "$at" || cannot "$IN"
  done
  if [ "$1" = folder ] && [ ! -d "$D/shared/$2" ]; then
    mkdir -p "$D/shared/$2" || cannot "$D/shared"
    [ ! -d "$IN/tree/$2" ] || [ -h "$IN/tree/$2" ] || cp -Rp "$IN/tree/$2/." "$D/shared/$2/" || cannot "$D/shared/$2"
  fi
  rm -rf "${IN:?}/tree/$2" && ln -s "$up/shared/$2" "$IN/tree/$2" || cannot "$IN"
}
incoming() { case $1 in .incoming-*) word "${1#.}";; *) die BADARG;; esac; IN=$R/$1; [ -d "$IN" ] || die "GONE"; }
spoilt() { # refusal: but if the disk is full or broken, that is the cause
  why=$(cannot "$IN"); why=${why%%"
"*}; discard "$IN"
  case $why in 'ERR WRITE'*) die "${1#ERR }";; *) die "${why#ERR }";; esac
}
discard() { chmod -R u+rwX "$@" 2>/dev/null; rm -rf "$@"; }

NONCE=${1:-}; V=${2:-}; word "$NONCE"; cd "$HOME" || exit 1; printf 'SLW1 %s\n' "$NONCE"; shift 2
case $V in
look) # nonce of the canary or 0; deploy path, tools, end
  word "$1"; id=canary-$1; place
  if [ "$1" != 0 ]; then
    mkdir -p "$ROOT/jobs" "$ROOT/epoch" "$ROOT/tomb" && chmod 700 "$ROOT" || cannot "$HOME"
    job "$id"; values= script='n=0; while [ ! -e go ] && [ $n -lt 6000 ]; do n=$((n + 1)); sleep 0.01 || { sleep 1; n=$((n + 99)); }; done; [ ! -e go ] || exit 42
'; why=$(put canary); [ -z "$why" ] || { printf '%s\n' "$why"; exit 0; }
    launch "$J" ''
  fi
  while line tool && [ "$tool" != end ]; do has "$tool" || printf 'missing=%s\n' "$tool"; done
  current; printf 'current=%s\n' "$CURRENT"
  for d in "$R"/*; do
    v=${d##*/}; case $v in *[!A-Za-z0-9._+-]*) ;; *) [ ! -d "$d" ] || [ -h "$d" ] || printf 'release=%s\n' "$v";; esac
  done
  p=$D; while [ ! -e "$p" ]; do p=${p%/*}; p=${p:-/}; done
  w=0; if [ -d "$p" ] && [ -w "$p" ] && [ -x "$p" ]; then w=1; fi
  for d in "$R" "$D/shared"; do [ ! -e "$d" ] || [ -w "$d" ] || w=0; done
  set -- $(df -Pk "$p" 2>/dev/null | tail -n 1); free=-1; while [ $# -gt 5 ]; do case $5 in *%) free=$4; break;; esac; shift; done
  set -- $(df -Pi "$p" 2>/dev/null | tail -n 1); nodes=-1; while [ $# -gt 5 ]; do case $5 in *%) nodes=$4; break;; esac; shift; done
  case $nodes in '' | *[!0-9]*) nodes=-1;; esac
  mine=; [ ! -e "$ROOT/installation" ] || read -r mine <"$ROOT/installation"
  boot; lived=; [ -z "$(find "$ROOT/lived" -mtime -1 2>/dev/null)" ] || read -r lived <"$ROOT/lived"
  [ "$lived" = "$BOOT" ] && lived=1 || lived=0
  printf 'writable=%s\nfree_kb=%s\ninodes=%s\ninstallation=%s\nlived=%s\n' "$w" "$free" "$nodes" "$mine" "$lived";;
canary) # over another connection: did the job outlive the one that started it? Proved once, this holds for a day
  word "$1"; id=canary-$1; job "$id"; decided
  nap 1                                    # whoever kills what a login leaves behind has had time for it
  { true >"$J/go"; } 2>/dev/null; await 10000; state; echo "state=$S rc=$RC"
  [ "$S $RC" != 'DONE 42' ] || { boot; printf '%s\n' "$BOOT" >"$ROOT/lived"; } 2>/dev/null
  rm -rf "$J";;
start) # installation scope token job digest folder release wait-ms
  [ $# = 8 ] || die BADARG; job "$4"; id=$4; word "$5"; word "$7"; num "$8"; order
  fence "$1" "$2" "$3"
  if [ -e "$T" ]; then :
  elif [ -e "$J/gate" ]; then
    sum=; read -r sum <"$J/sum"; [ "$sum" = "$5" ] || die CONFLICT
  else
    put "$5"
    case $6 in release) launch "$D/releases/$7" "$D/releases/$7";; deploy) launch "$D" "$D/releases/$7";; *) die BADARG;; esac
    unlock; decided
  fi
  unlock; [ "$8" = 0 ] || await "$8"; status "$id";;
stat) # job wait-ms
  job "$1"; num "$2"; [ "$2" = 0 ] || await "$2"; status "$1";;
tail) # job generation offset
  job "$1"; num "$2"; num "$3"; facts; gen=$2 from=$3
  while [ "$gen" != "$GEN" ]; do           # what is left of the one before a note comes first
    n=; [ ! -e "$J/log.$gen" ] || n=$(wc -c 2>/dev/null <"$J/log.$gen") # it may go right now
    [ $((${n:-0})) -le "$from" ] || break
    from=0; if [ "$gen" -lt "$GEN" ]; then gen=$((gen + 1)); else gen=$GEN; fi
  done
  LOG=$J/log.$gen; printf 'gen=%s from=%s\n' "$gen" "$from"
  [ ! -s "$LOG" ] || tail -c "+$((from + 1))" "$LOG" 2>/dev/null | head -c 1048576; printf '\n';;
cancel) # installation scope token job grace-ms
  job "$4"; num "$5"; fence "$1" "$2" "$3"; state
  if [ "$S" = NONE ]; then keep "$T" "ABANDONED -1 -"
  elif [ ! -e "$J/gate" ] && [ ! -e "$T" ]; then
    [ -e "$J/abandon" ] || printf '0 0 0 abandon\n' >"$J/abandon" || cannot "$J"
    ln "$J/abandon" "$J/gate" 2>/dev/null
  fi
  state
  case $S in RUNNING | STARTING | ORPHAN | FINISHING)
    [ -n "$cpid" ] || { decided; state; }
    [ -z "$cpid" ] || (detached _reap "$cpid" "$cborn" "$5" </dev/null >/dev/null 2>&1 9>&- &);;
  esac
  unlock; status "$4";;
ack) # installation scope token job
  job "$4"; fence "$1" "$2" "$3"; state
  if [ ! -e "$T" ]; then
    case $S in DONE | ABANDONED | NEVER_RAN | LOST) ;; *) die "NOTOVER $S";; esac
    sum=-; [ ! -e "$J/sum" ] || read -r sum <"$J/sum"
    if [ -e "$J/slot.tomb" ]; then
      { over "$J/slot.tomb" "$S $RC $sum" && durable "$J/slot.tomb" && mv -f "$J/slot.tomb" "$T" && durable "$T"; } 2>/dev/null ||
        cannot "$J"
    else keep "$T" "$S $RC $sum"; fi
  fi
  [ ! -d "$J" ] || rm -rf "$J"
  unlock; echo ok;;
fence) fence "$1" "$2" "$3"; unlock; echo ok;;
adopt) # installation scope: takes the node over, and says the highest epoch that was seen here
  word "$1"; word "$2"; lock; mine_=; [ ! -e "$ROOT/installation" ] || read -r mine_ <"$ROOT/installation"
  [ "$mine_" = "$1" ] || keep "$ROOT/installation" "$1"
  seen=; [ ! -e "$ROOT/epoch/$1.$2" ] || read -r seen <"$ROOT/epoch/$1.$2"
  seen=${seen%%-*}; unlock; echo "epoch=${seen:-0}";;
offer) # installation scope token version digest; deploy path, "folder P" and "file P" lines, end, then the manifest
  word "$4"; word "$5"; place; missing=; shares=
  while line item && [ "$item" != end ]; do
    case $item in "file "*) [ -e "$D/shared/${item#file }" ] || missing=${missing:-${item#file }};; esac
    shares="$shares$item
"
  done
  fence "$1" "$2" "$3"
  if [ -d "$R/$4" ]; then
    old=; [ ! -e "$R/.delivered" ] || while read -r v s; do [ "$v" != "$4" ] || old=$s; done <"$R/.delivered"
    [ -z "$old" ] || [ "$old" = "$5" ] || die "DIFFERS $old"
    unlock; echo present=1
  else
    [ -z "$missing" ] || die "NOSHARED $D/shared/$missing"
    name=.incoming-$4-$NONCE
    for d in "$R/.incoming-$4"-*; do       # earlier attempts at this release that were cut
      [ "$d" != "$R/.incoming-$4-${d##*-}" ] || [ ! -d "$d" ] || mv "$d" "$R/.trash-$4-${d##*-}"
    done
    { mkdir -p "$R" "$D/shared" && mkdir "$R/$name" "$R/$name/tree" && chmod 755 "$R/$name/tree"; } 2>/dev/null || cannot "$R"
    unlock; for d in "$R"/.trash-*; do [ ! -d "$d" ] || discard "$d"; done
    { cat >"$R/$name/manifest" && printf '%s' "$shares" >"$R/$name/shares"; } 2>/dev/null || {
      why=$(cannot "$R/$name"); discard "$R/$name"; printf '%s\n' "$why"; exit 0; }
    printf 'present=0\nincoming=%s\n' "$name"
  fi;;
unpack) # incoming; deploy path, then a gzip-compressed tar
  place; incoming "$1"; umask 022
  # Not into a file: a full disk would lose what tar says about it.
  why=$( { LC_ALL=C tar -xzof - -C "$IN/tree" 2>&1 >/dev/null && echo unpacked; } | tail -c 1500)
  case $why in *unpacked) ;; *) spoilt "ERR UNPACK $(said "$why")";; esac
  echo ok;;
accept) # installation scope token version digest incoming; deploy path
  word "$4"; word "$5"; place; incoming "$6"; umask 022
  (sync -f "$IN/tree" 2>/dev/null || sync) & flush=$!      # what was verified must survive a power failure
  ok=$( (verify) ); [ -z "$ok" ] || spoilt "${ok%%"
"*}"
  while read -r kind path; do share "$kind" "$path"; done <"$IN/shares"
  wait $flush; fence "$1" "$2" "$3"
  if [ -d "$R/$4" ]; then unlock; discard "$IN"; echo present=1
  else
    printf '%s %s\n' "$4" "$5" >>"$R/.delivered" && mv "$IN/tree" "$R/$4" || cannot "$R"
    unlock; discard "$IN"; echo present=0
  fi;;
drop) place; incoming "$1"; discard "$IN"; echo ok;;
write) # installation scope token version bytes; deploy path, path below the release, then the bytes
  word "$4"; num "$5"; place; line path
  case /$path/ in *[!A-Za-z0-9._/-]* | *//* | */./* | */../* | /-*) die BADARG;; esac
  [ -d "$R/$4" ] || die "NORELEASE $4"
  # Beside the releases at first: nobody else may read it from its first moment on, and nobody sees half of it.
  spill=$R/.file-$NONCE
  (umask 077; head -c "$5" >"$spill") 2>/dev/null || cannot "$R"
  durable "$spill"; fence "$1" "$2" "$3"
  [ $(($(wc -c <"$spill"))) = "$5" ] || die CUT       # behind the lock: who has it clears away what others left
  at=$R/$4 rest=$path
  while :; do
    case $rest in */*) ;; *) break;; esac
    at=$at/${rest%%/*}; rest=${rest#*/}
    [ ! -h "$at" ] || die "LINKED $path"
    [ -d "$at" ] || mkdir "$at" 2>/dev/null || cannot "${at%/*}"
  done
  at=$at/$rest
  if [ -h "$at" ]; then [ ! -d "$at" ] || rm -f "$at"; elif [ -d "$at" ]; then die "FOLDER $path"; fi
  mv -f "$spill" "$at" 2>/dev/null || cannot "${at%/*}"
  spill=; durable "$at"
  rm -f "$R"/.file-*                        # of attempts that were killed
  unlock; echo ok;;
activate) # installation scope token version; deploy path
  word "$4"; place; fence "$1" "$2" "$3"
  [ -d "$R/$4" ] || die "NORELEASE $4"
  if [ ! -h "$D/current" ] || ! [ "$D/current" -ef "$R/$4" ]; then
    [ -h "$D/current" ] || [ ! -e "$D/current" ] || die "NOTLINK $D/current"
    next=$D/.current-$NONCE
    { ln -s "releases/$4" "$next" && { mv -fT "$next" "$D/current" 2>/dev/null || mv -fh "$next" "$D/current"; }; } 2>/dev/null
    [ "$D/current" -ef "$R/$4" ] || { rm -f "$next"; cannot "$D"; }
  fi
  unlock; echo ok;;
prune) # installation scope token keep; deploy path, spared versions, end
  num "$4"; place; spared=' '; while line v && [ "$v" != end ]; do word "$v"; spared="$spared$v "; done
  fence "$1" "$2" "$3"; current; spared="$spared$CURRENT "; order_=' '
  for d in "$R"/*; do
    v=${d##*/}; case $v in *[!A-Za-z0-9._+-]*) ;; *) [ ! -d "$d" ] || [ -h "$d" ] || order_="$order_$v ";; esac
  done
  # by time of delivery: those of before our time first, then as they came
  [ ! -e "$R/.delivered" ] || while read -r v s; do
    case $order_ in *" $v "*) before=${order_%%" $v "*}; order_="$before ${order_#*" $v "}$v ";; esac
  done <"$R/.delivered"
  set -- $order_ "$4"; keep_=; for keep_ in "$@"; do :; done; left=$(($# - 1)); trash=
  for v in "$@"; do
    [ $left -gt "$keep_" ] || break; left=$((left - 1))
    case $spared in *" $v "*) continue;; esac
    mv "$R/$v" "$R/.trash-$v-$NONCE" && printf 'pruned=%s\n' "$v"
  done
  unlock
  for d in "$R"/.trash-*; do [ ! -d "$d" ] || discard "$d"; done
  find "$R" -maxdepth 1 -name '.incoming-*' -mtime +1 2>/dev/null | while IFS= read -r d; do discard "$d"; done
  find "$ROOT/jobs" -maxdepth 1 -name 'canary-*' -mtime +1 -exec rm -rf {} + 2>/dev/null
  find "$ROOT/tomb" -type f -mtime +90 -exec rm -f {} + 2>/dev/null;;
ask) # seconds; deploy path, command lines until end of input
  num "$1"; place; SLIPWAY_ASK=; while IFS= read -r l; do SLIPWAY_ASK="$SLIPWAY_ASK$l
"; done
  [ ! -d "$D" ] || cd "$D"; export SLIPWAY_ASK; limit=; ! has timeout || limit="timeout -k 1 $1"
  exec 3>&1
  rc=$( { { $limit sh -c 'eval "$SLIPWAY_ASK"' </dev/null 3>&- 4>&- 2>&1; echo $? >&4; } | { head -c 65536 >&3; cat >/dev/null; }; } 4>&1 )
  exec 3>&-; printf '\nrc=%s\n' "$rc";;
age) # pid: against our own start, so that no clock and no container's uptime matters
  num "$1"; born "$1"; then=$BORN; [ -n "$then" ] || die NOPROCESS
  if [ -d /proc/self ]; then
    born $$; hz=$(getconf CLK_TCK 2>/dev/null || echo 100); echo "ms=$(((BORN - then) * 1000 / hz))"
  else
    set -- $(ps -o etime= -p "$1" | tr '-' ':' | tr ':' ' '); s=0; while [ $# -gt 0 ]; do
      n=${1#0}; case $# in 1) s=$((s + n));; 2) s=$((s + n * 60));; 3) s=$((s + n * 3600));; 4) s=$((s + n * 86400));; esac; shift
    done; echo "ms=$((s * 1000))"
  fi;;
*) die BADVERB;;
esac
printf 'END %s\n' "$NONCE"
