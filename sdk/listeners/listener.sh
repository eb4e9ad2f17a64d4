#!/bin/sh
# An event listener for supervisord, to be copied: put what you want into handle(). Any POSIX shell runs it.
#
#   [eventlistener:example]
#   command=/path/to/listener.sh
#   events=PROCESS_STATE_EXITED

# In this locale the shell counts bytes. Words of an event are no patterns of file names.
export LC_ALL=C
set -f

# What supervisord reads is descriptor 3; whatever handle() and its commands print goes to the listener's stderr log.
exec 3>&1 >&2

# Deals with one event, whose name and payload it gets: status 0 when it is done, another to get it again.
handle() {
  if [ "$1" = PROCESS_STATE_EXITED ] && [ "$(word expected "$2")" = 0 ]; then
    echo "$(word groupname "$2"):$(word processname "$2") crashed, pid $(word pid "$2")"
  fi
}

# word NAME TEXT: the value of NAME among the "name:value" words of a text.
word() {
  for one in $2; do
    case $one in
      "$1":*) printf '%s' "${one#*:}" && return ;;
    esac
  done
}

# bytes SET: how many bytes of the payload are in a set of tr.
bytes() {
  printf '%s' "$payload" | tr -dc "$1" | wc -c
}

# Reads so many characters into `payload`, and no byte more, because nothing follows until the event is answered.
# `len` counts characters: the first byte of one tells how many there are in it. The "." keeps newlines at the end.
read_payload() {
  payload=
  missing=$1
  while [ "$missing" -gt 0 ]; do
    part=$(dd bs=1 count="$missing" 2>/dev/null | tr '\000' '?'; echo .)
    [ "$part" != . ] || return
    payload=$payload${part%.}
    missing=$(($1 + $(bytes '\300-\377') + $(bytes '\340-\377') + $(bytes '\360-\377') - ${#payload}))
  done
}

while printf 'READY\n' >&3 && IFS= read -r header; do
  read_payload "$(word len "$header")" || exit
  if handle "$(word eventname "$header")" "$payload" </dev/null; then
    printf 'RESULT 2\nOK' >&3
  else
    printf 'RESULT 4\nFAIL' >&3
  fi
done
