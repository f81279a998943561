# Says what an include file holds and which workers nginx has. Changes nothing.
# $1 include file  $2 pid file
LC_ALL=C
export LC_ALL
if [ -h "$1" ]; then
  echo "$1 is a link: name the file that it leads to" >&2
  exit 65
fi
sum=$(cksum <"$1") || exit 66
changed=$(stat -c %Y "$1" 2>/dev/null || stat -f %m "$1") || exit 66
master=$(cat "$2") || exit 67
# The title of a process is nginx's word: without it no process of this number is the master.
ps -o args= -p "${master:-0}" | grep -q '^nginx: master' || {
  echo "there is no nginx master process with the number in $2" >&2
  exit 67
}
echo "now $(date +%s)"
echo "changed $changed"
echo "sum $sum"
echo "master $master"
ps -A -o pid= -o ppid= -o etime= -o args= | grep 'nginx: worker process' | sed 's/^ */worker /'
echo "file"
cat "$1"
