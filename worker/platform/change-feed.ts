import type { ChangeFeed } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';

/** Listens to publishers over WebSockets, which let a publisher sleep while nothing changes. */
export function openChangeFeed(env: HalyardEnv): ChangeFeed {
  return {
    async listen(environmentId, onChange, onEnd) {
      const publisher = env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId)));
      const answer = await publisher.fetch('https://publisher.halyard.internal/', {
        headers: { upgrade: 'websocket' },
      });
      const socket = answer.webSocket;
      if (socket === null) throw new Error('the publisher opened no WebSocket');
      socket.accept();
      socket.addEventListener('message', ({ data }) => onChange(String(data)));
      socket.addEventListener('close', onEnd);
      socket.addEventListener('error', onEnd);
      return () => socket.close(1000);
    },
  };
}
