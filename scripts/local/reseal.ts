import { openWith, readEnvelope, sealWith, toEnvelope, unwrap } from '../../worker/platform/sealer.ts';
import type { SealingKeys } from '../../worker/platform/sealing-keys.ts';
import type { SealedColumn } from './sealed-columns.ts';

type Reseal = (sealed: string, field: string) => Promise<string>;

/** The text under the current key. Rejects where it does not open at the place, before and after. */
export async function reseal(keys: SealingKeys, sealed: string, place: string): Promise<string> {
  const envelope = readEnvelope(sealed);
  if (envelope?.keyId === keys.current.id) return sealed;
  const plain = await openWith(keys, sealed, place);
  const fresh =
    envelope === null
      ? await sealWith(keys, plain, place)
      : await toEnvelope(keys, await unwrap(keys, envelope), envelope.data);
  if ((await openWith(keys, fresh, place)) !== plain) throw new Error('What was sealed anew says something else');
  return fresh;
}

/** A value of a sealed column, given as its text, with each sealed text in it changed. */
export async function changeSealed(holds: SealedColumn['holds'], value: string, change: Reseal): Promise<string> {
  if (holds === 'text') return isSealed(value) ? change(value, '') : value;
  return JSON.stringify(await changeStrings(JSON.parse(value), '', change));
}

async function changeStrings(value: unknown, field: string, change: Reseal): Promise<unknown> {
  if (typeof value === 'string') return isSealed(value) ? change(value, field) : value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => changeStrings(item, field, change)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await changeStrings(inner, name, change)]);
  return Object.fromEntries(await Promise.all(entries)) as unknown;
}

const isSealed = (text: string) => readEnvelope(text) !== null || /^v1\.[A-Za-z0-9+/=]+\.[A-Za-z0-9+/=]+$/.test(text);
