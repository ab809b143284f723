import { setTimeout as sleep } from 'node:timers/promises';
import { Response } from 'miniflare';
import type { RuntimeDoubles } from '../../../scripts/local/runtime.ts';
import type { UsageReport } from '../../core/ports.ts';

/** Usage buffers that live in this process, as those of Cloudflare live on machines of their own. */
export type UsageDouble = {
  doubles: RuntimeDoubles;
  /** How long a call takes; calls wait for each other. */
  callMs: number;
  /** The sum of all counts that were taken; a report that comes twice is taken once. */
  total: number;
  /** Counts of a feature under a label that came with the calls. */
  entries: number;
  calls: number;
};

const SCRIPT = `
import { DurableObject } from 'cloudflare:workers';
export class UsageDouble extends DurableObject {
  async record(report) {
    const answer = await this.env.BACKEND.fetch('http://usage/', { method: 'POST', body: JSON.stringify(report) });
    if (!answer.ok) throw new Error('the usage double failed');
    await answer.text();
  }
  async flush() { return true; }
}
export default {};
`;

export function openUsageDouble(): UsageDouble {
  const known = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  const take = async (text: string): Promise<void> => {
    await sleep(usage.callMs);
    const report = JSON.parse(text) as UsageReport;
    usage.calls += 1;
    if (known.has(report.id)) return;
    known.add(report.id);
    usage.entries += report.entries.length;
    for (const { count } of report.entries) usage.total += count.count;
  };
  const usage: UsageDouble = {
    callMs: 0,
    total: 0,
    entries: 0,
    calls: 0,
    doubles: {
      workers: [
        {
          name: 'usage-double',
          compatibilityDate: '2026-10-01',
          modules: [{ type: 'ESModule', path: 'usage-double.js', contents: SCRIPT }],
          durableObjects: { OBJECTS: { className: 'UsageDouble', useSQLite: true } },
          serviceBindings: {
            BACKEND: async (request) => {
              const text = await request.text();
              const turn = last.then(() => take(text));
              last = turn.catch(() => undefined);
              await turn;
              return new Response('ok');
            },
          },
        },
      ],
      bindings: {},
      objects: { USAGE_BUFFER: { className: 'UsageDouble', scriptName: 'usage-double' } },
    },
  };
  return usage;
}
