/** What a stream of an environment tells: the names of flags that changed for everybody or segments, and for single identities. */
export type StreamEvent = { features: string[]; identityFeatures: string[] };

/** What may have changed cannot be said: the stream was interrupted. */
export const ANYTHING = 'anything';

const RETRY_MS = 15_000;

/**
 * Listens to the changes of an environment, as SDKs do, while the window is to be seen: browsers keep few connections to one server, and
 * a window that comes back asks again anyway. The function that comes back ends it.
 */
export function listenToChanges(key: string, onChange: (change: StreamEvent | typeof ANYTHING) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    if (document.visibilityState !== 'visible') return;
    const stream = new EventSource(`/sse/environments/${encodeURIComponent(key)}/stream?events=full`);
    source = stream;
    stream.addEventListener('open', () => {
      if (isLate) onChange(ANYTHING);
      isLate = false;
    });
    stream.addEventListener('error', () => {
      // An interrupted stream comes back by itself and says what it has seen; a refused one does neither.
      if (stream.readyState !== EventSource.CLOSED) return;
      isLate = true;
      timer = setTimeout(open, RETRY_MS);
    });
    const take = ({ data }: MessageEvent<string>) => onChange(readEvent(data));
    stream.addEventListener('environment_updated', take);
    stream.addEventListener('identity_overrides_updated', take);
  };
  const onVisibility = () => {
    if (document.visibilityState !== 'visible') close();
    else {
      isLate = true;
      open();
    }
  };
  document.addEventListener('visibilitychange', onVisibility);
  open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

/** What makes no sense may be anything. */
export function readEvent(data: string): StreamEvent | typeof ANYTHING {
  try {
    const { features, identity_features: identities } = JSON.parse(data) as Record<string, unknown>;
    return isNames(features) && isNames(identities) ? { features, identityFeatures: identities } : ANYTHING;
  } catch {
    return ANYTHING;
  }
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
