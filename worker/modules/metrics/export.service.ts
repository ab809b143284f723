import type { ManagementPorts } from '../../core/context.ts';
import type { FigureSources } from '../../core/figures.ts';
import { VERSION } from '../../core/version.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { collectFigures } from './metrics.service.ts';
import { readHeaders, toOtlp } from './otlp.ts';

/** Of crons that fire together one sends. A limit of one use lasts up to twice its time, and the cron comes each minute. */
const TURN = { uses: 1, seconds: 25 };

type Ports = Pick<ManagementPorts, 'setting' | 'outbound' | 'throttle'>;

/** Sends the figures to the operator's collector where one is named. Never rejects. */
export async function exportFigures(sources: FigureSources, { setting, outbound, throttle }: Ports): Promise<void> {
  const endpoint = setting('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === undefined) return;
  try {
    if ((await throttle.take('metrics:export', TURN)) !== null) return;
    const families = await collectFigures(sources, setting);
    const resource = { 'service.name': setting('OTEL_SERVICE_NAME') ?? 'halyard', 'service.version': VERSION };
    const moments = { now: Date.now(), countedSince: sources.isolate.startedAt };
    const { status, text } = await outbound.send({
      url: `${endpoint.replace(/\/+$/, '')}/v1/metrics`,
      method: 'POST',
      headers: { ...readHeaders(setting('OTEL_EXPORTER_OTLP_HEADERS') ?? ''), 'content-type': 'application/json' },
      body: JSON.stringify(toOtlp(families, resource, VERSION, moments)),
    });
    if (status >= 300) logEvent('metrics.export.refused', { status });
    else if (/"rejectedDataPoints":"?[1-9]/.test(text)) logEvent('metrics.export.incomplete', { status });
  } catch (error) {
    logFailure('metrics.export.failed', error);
  }
}
