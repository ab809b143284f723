import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger } from '../../worker/testing/resilience/ledger.ts';
import { nextCall } from '../../worker/testing/resilience/traffic.ts';
import { startClients, type NextCall } from './clients.ts';
import { authorizationOf } from './flag-switch.ts';
import { Observations, printObserved } from './observations.ts';
import { need, type Options } from './options.ts';

const CLIENTS_EACH = 2;
const SLICES = 6;

/**
 * Asks a deployment all the time and tells, slice by slice, what its clients see; nothing is broken from here. Nothing is written either,
 * unless that was asked for.
 */
export async function watch(url: string, options: Options, seconds: number): Promise<void> {
  const key = need(options.environmentKey, 'environment-key', 'the client-side key of the environment to ask for');
  const observations = new Observations();
  const clients = startClients(listKinds(url, key, options), CLIENTS_EACH, observations);
  const slice = seconds / SLICES;
  console.log(`${url}: ${seconds} s in ${SLICES} slices; Ctrl-C ends it early`);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  for (let index = 0; index < SLICES && !stopped.signal.aborted; index += 1) {
    observations.begin(`${Math.round(index * slice)}–${Math.round((index + 1) * slice)} s`, true);
    await sleep(slice * 1_000, null, { signal: stopped.signal }).catch(() => undefined);
  }
  observations.end();
  await clients.stop();
  printObserved(observations.rows());
}

function listKinds(url: string, key: string, { serverKey, token, withWrites }: Options): NextCall[] {
  const asked = (kind: string, path: string, headers: Record<string, string>, body?: () => unknown): NextCall => {
    const init = { headers: { 'content-type': 'application/json', ...headers } };
    return (client) => ({
      kind,
      send: (signal) =>
        fetch(
          `${url}/api/v1/${path}`,
          body === undefined
            ? { ...init, signal }
            : { ...init, signal, method: 'POST', body: JSON.stringify({ ...(body() as object), client }) },
        ),
    });
  };
  const withKey = { 'x-environment-key': key };
  let serial = 0;
  const transient = (identifier: () => string) => () => ({ identifier: identifier(), transient: true, traits: [] });
  const kinds = [
    asked('flags', 'flags/', withKey),
    asked(
      'known identity',
      'identities/',
      withKey,
      transient(() => 'halyard-instrument'),
    ),
    asked(
      'new identity',
      'identities/',
      withKey,
      transient(() => `halyard-instrument-${Date.now()}-${(serial += 1)}`),
    ),
  ];
  if (serverKey !== null) kinds.push(asked('document', 'environment-document/', { 'x-environment-key': serverKey }));
  if (token !== null) {
    kinds.push(asked('management read', `environments/${key}/`, { authorization: authorizationOf(token) }));
  }
  if (withWrites) {
    const keys = { url, clientKey: key, serverKey: serverKey ?? '' };
    const ledger = new Ledger();
    // Of the calls in turn those that write: traits of a known and of a new identity.
    for (const turn of [2, 3]) kinds.push((client) => nextCall(keys, ledger, client, turn, ''));
  }
  return kinds;
}
