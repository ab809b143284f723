#!/bin/sh
# Miniflare starts this in place of workerd. It notes the process id, which Miniflare does not tell, leaves the
# terminal's process group (Ctrl-C is for the launcher), and ties workerd to the launcher: workerd itself would outlive a
# launcher that is killed, and keep the public port.
echo $$ >"$HALYARD_RUNTIME_PID"
if command -v setpriv >/dev/null && command -v setsid >/dev/null; then
  exec setsid setpriv --pdeathsig KILL -- "$HALYARD_WORKERD" "$@"
fi
self=$$
launcher=$PPID
(while kill -0 "$launcher" && kill -0 "$self"; do sleep 1; done; kill -9 "$self") >/dev/null 2>&1 3>&- &
exec "$HALYARD_WORKERD" "$@"
