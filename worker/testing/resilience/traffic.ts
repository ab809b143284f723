import type { Ledger } from './ledger.ts';

export type TrafficReport = {
  /** How often each `kind status` was answered; the status is `error` where there was no answer. */
  answers: Map<string, number>;
  slowestMs: number;
};

export type Keys = { url: string; clientKey: string; serverKey: string };
export type Call = {
  kind: string;
  send: (signal: AbortSignal) => Promise<Response>;
  acknowledged?: () => void;
  unsure?: () => void;
};

const PATIENCE_MS = 15_000;
/** How many kinds of calls there are; they follow each other by turns. */
export const KINDS = 6;
let serial = 0;

/** Sends every kind of SDK request in turn from several senders until told to stop, and notes what was acknowledged. */
export function startTraffic(keys: Keys, ledger: Ledger, senders: number, feature: string) {
  const report: TrafficReport = { answers: new Map(), slowestMs: 0 };
  const ending = new AbortController();
  const work = Array.from({ length: senders }, async (_, sender) => {
    for (let turn = 0; !ending.signal.aborted; turn += 1) {
      const call = nextCall(keys, ledger, sender, turn, feature);
      const begin = performance.now();
      const name = `${call.kind} ${await perform(call)}`;
      report.slowestMs = Math.max(report.slowestMs, performance.now() - begin);
      report.answers.set(name, (report.answers.get(name) ?? 0) + 1);
    }
  });
  return {
    stop: async () => {
      ending.abort();
      await Promise.all(work);
      return report;
    },
  };
}

/** Answers that are not 200, as `kind status: how many`. */
export function listFailures(report: TrafficReport): string[] {
  return [...report.answers].filter(([name]) => !name.endsWith(' 200')).map(([name, count]) => `${name}: ${count}`);
}

/** Makes the call and tells the ledger; resolves with the status, or `error` where there was no answer. */
export async function perform(call: Call): Promise<string> {
  try {
    const response = await call.send(AbortSignal.timeout(PATIENCE_MS));
    await response.arrayBuffer();
    if (response.ok) call.acknowledged?.();
    else call.unsure?.();
    return String(response.status);
  } catch {
    call.unsure?.();
    return 'error';
  }
}

/** A call of the kind whose turn it is. */
export function nextCall(keys: Keys, ledger: Ledger, sender: number, turn: number, feature: string): Call {
  serial += 1;
  switch (turn % KINDS) {
    case 0:
      return { kind: 'flags', send: get(keys, '/api/v1/flags/', keys.clientKey) };
    case 1:
      return identify(keys, ledger, 'known identity', `known-${sender}`, 'steady');
    case 2:
      return identify(keys, ledger, 'changed traits', `changing-${sender}`, `value-${serial}`);
    case 3:
      return identify(keys, ledger, 'new identity', `new-${sender}-${serial}`, 'first');
    case 4:
      return { kind: 'document', send: get(keys, '/api/v1/environment-document/', keys.serverKey) };
    default:
      return {
        kind: 'analytics',
        send: post(keys, '/api/v1/analytics/flags/', { [feature]: 2 }),
        acknowledged: () => {
          ledger.evaluations += 2;
        },
        unsure: () => {
          ledger.unsureEvaluations += 2;
        },
      };
  }
}

function identify(keys: Keys, ledger: Ledger, kind: string, identifier: string, value: string): Call {
  return {
    kind,
    send: post(keys, '/api/v1/identities/', { identifier, traits: [{ trait_key: 'mark', trait_value: value }] }),
    acknowledged: () => ledger.noteTrait(identifier, value),
    unsure: () => ledger.noteUnsureTrait(identifier, value),
  };
}

function get(keys: Keys, path: string, key: string): Call['send'] {
  return (signal) => fetch(keys.url + path, { headers: { 'X-Environment-Key': key }, signal });
}

function post(keys: Keys, path: string, body: unknown): Call['send'] {
  const headers = { 'X-Environment-Key': keys.clientKey, 'Content-Type': 'application/json' };
  return (signal) => fetch(keys.url + path, { method: 'POST', headers, body: JSON.stringify(body), signal });
}
