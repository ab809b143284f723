import { openClientAccess, type SdkRequest } from './sdk-access.ts';
import { detail, STREAM_HEADERS } from './sdk-response.ts';

const PING_EVERY_MS = 20_000;
const RETRY_FROM_MS = 2_000;
const RETRY_SPREAD_MS = 8_000;

const encoder = new TextEncoder();

/**
 * `GET /sse/environments/<client-side key>/stream`: an event each time the environment's flags have changed. It leaves once
 * this isolate serves the new version, so that a client that asks again at once gets it. compat: event name, the time as a
 * number with a fraction, and one chunk an event, which some clients need.
 */
export async function getStream(sdk: SdkRequest, key: string): Promise<Response> {
  const { environment } = await openClientAccess(sdk, key);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const write = (text: string) => void writer.write(encoder.encode(text)).catch(() => undefined);
  const onChange = (updatedAt: string) => {
    const tell = () => write(`event: environment_updated\ndata: {"updated_at": ${updatedAt}}\n\n`);
    sdk.ports.environments.find(key, sdk.defer).then(tell, tell);
  };
  const onEnd = () => void writer.close().catch(() => undefined);
  let stopListening: () => void;
  try {
    stopListening = await sdk.ports.changes.listen(environment.record.environment_id, onChange, onEnd);
  } catch {
    throw detail(503, 'The stream cannot be opened at the moment.', { 'retry-after': '5' });
  }
  const ping = setInterval(() => write(': ping\n\n'), PING_EVERY_MS);
  sdk.defer(
    writer.closed
      .catch(() => undefined)
      .then(() => {
        clearInterval(ping);
        stopListening();
      }),
  );
  // Spread, so that clients do not all come back at once after an interruption.
  write(`retry: ${Math.round(RETRY_FROM_MS + Math.random() * RETRY_SPREAD_MS)}\n\n`);
  return new Response(readable, { headers: STREAM_HEADERS });
}
