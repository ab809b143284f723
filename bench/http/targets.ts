import type { Workload } from '../engine/workload.ts';
import type { StoredWorkload } from './store-workload.ts';
import type { Load } from './wrk.ts';

/** A kind of request that is measured, and the goals for its rate as a share of the rate of `hello`. */
export type Target = { name: string; floor: number | null; aim: number | null; load: Load };

/** A row of its own for the rate of one target as a multiple of another's than `hello`. */
export type Comparison = { name: string; target: string; base: string; floor: number | null; aim: number | null };

export const BASE = 'hello';
export const IDENTITIES = 'POST identities M, traits unchanged';
export const UNLEASH = 'unleash-server GET frontend M';

export const TO_UNLEASH: Comparison = {
  name: 'POST identities M, of unleash-server frontend',
  target: IDENTITIES,
  base: UNLEASH,
  floor: 4,
  aim: 8,
};

/** All that is measured of Halyard, after the empty Worker that it is compared with. */
export async function listTargets(
  hello: string,
  url: string,
  stored: StoredWorkload,
  workload: Workload,
): Promise<Target[]> {
  const key = { 'X-Environment-Key': stored.clientKey };
  const json = { ...key, 'Content-Type': 'application/json' };
  const server = { 'X-Environment-Key': stored.serverKey };
  const bodies = workload.identities.map(({ identifier, traits }) =>
    JSON.stringify({
      identifier,
      traits: Object.entries(traits).map(([trait_key, trait_value]) => ({ trait_key, trait_value })),
    }),
  );
  const evaluated = workload.document.feature_states.slice(0, 5);
  const counts = Object.fromEntries(evaluated.map(({ feature }) => [feature.name, 3]));
  const documentUrl = `${url}/api/v1/environment-document/`;
  const document = await fetch(documentUrl, { headers: server });
  const since = { ...server, 'If-Modified-Since': document.headers.get('last-modified') ?? '' };
  return [
    { name: BASE, floor: null, aim: null, load: { url: hello } },
    { name: 'GET flags M', floor: 0.6, aim: 0.75, load: { url: `${url}/api/v1/flags/`, headers: key } },
    {
      name: IDENTITIES,
      floor: 0.33,
      aim: 0.5,
      load: { url: `${url}/api/v1/identities/`, method: 'POST', headers: json, bodies },
    },
    { name: 'GET environment-document M, 200', floor: 0.4, aim: 0.5, load: { url: documentUrl, headers: server } },
    {
      name: 'GET environment-document M, 200, gzip as every SDK asks',
      floor: 0.4,
      aim: 0.5,
      load: { url: documentUrl, headers: { ...server, 'Accept-Encoding': 'gzip, deflate' } },
    },
    { name: 'GET environment-document M, 304', floor: 0.7, aim: 0.8, load: { url: documentUrl, headers: since } },
    {
      name: 'POST analytics (5 features), acknowledged durable',
      floor: 0.25,
      aim: 0.5,
      load: { url: `${url}/api/v1/analytics/flags/`, method: 'POST', headers: json, bodies: [JSON.stringify(counts)] },
    },
  ];
}
