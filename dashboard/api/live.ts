import { useEffect } from 'preact/hooks';
import { readChangedFeatures } from './live-event.ts';

/** Names of the features that changed, or null: any may have. */
type OnChange = (names: readonly string[] | null) => void;

const RETRY_MS = 30_000;

/**
 * Hears what changes in an environment while the page is on the screen; null: nothing is listened to. A window that nobody sees keeps no
 * connection, as a browser has few of them for one server; coming back, it is told that anything may have changed.
 */
export function useLiveChanges(environmentKey: string | null, onChange: OnChange): void {
  useEffect(() => {
    if (environmentKey === null) return undefined;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearTimeout(timer);
      source?.close();
      source = null;
    };
    const listen = () => {
      source = new EventSource(`/sse/environments/${encodeURIComponent(environmentKey)}/stream?events=full`);
      const hear = (event: MessageEvent<unknown>) => onChange(readChangedFeatures(event.data));
      source.addEventListener('environment_updated', hear);
      source.addEventListener('identity_overrides_updated', hear);
      // The browser comes back by itself, unless it was refused.
      source.addEventListener('error', () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        stop();
        timer = setTimeout(listen, RETRY_MS);
      });
    };
    const onVisibility = () => {
      stop();
      if (document.visibilityState !== 'visible') return;
      listen();
      onChange(null);
    };
    if (document.visibilityState === 'visible') listen();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      stop();
    };
  }, [environmentKey]);
}
