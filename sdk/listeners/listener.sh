#!/bin/bash
# An event listener for supervisord, to be copied: put what you want into handle().
#
#   [eventlistener:example]
#   command=/path/to/listener.sh
#   events=PROCESS_STATE_EXITED

# `len` of an event counts characters, and so does read -N in this locale.
export LC_ALL=C.UTF-8

# What supervisord reads is descriptor 3; whatever handle() and its commands print goes to the listener's stderr log.
exec 3>&1 >&2

# word NAME TEXT: the value of NAME among the "name:value" words of a text.
word() {
  local one
  for one in $2; do
    [[ $one == "$1":* ]] && printf '%s' "${one#*:}" && return
  done
}

# Deals with one event, whose name and payload it gets: status 0 when it is done, another to get it again.
handle() {
  local event=$1 payload=$2
  if [[ $event == PROCESS_STATE_EXITED && $(word expected "$payload") == 0 ]]; then
    echo "$(word groupname "$payload"):$(word processname "$payload") crashed, pid $(word pid "$payload")"
  fi
}

while printf 'READY\n' >&3 && IFS= read -r header; do
  payload=
  length=$(word len "$header")
  if ((length > 0)); then
    IFS= read -r -N "$length" payload
  fi
  if handle "$(word eventname "$header")" "$payload" </dev/null; then
    printf 'RESULT 2\nOK' >&3
  else
    printf 'RESULT 4\nFAIL' >&3
  fi
done
