import type { Place } from './columns.ts';
import type { Somebody } from './playground-state.ts';
import type { Stored } from './stored-traits.ts';

/** What is stored of somebody; environments that know the same stand together. */
export function describeStored(
  { find }: Pick<Stored, 'find'>,
  environments: readonly Place[],
  { identifier }: Somebody,
): string[] {
  const textIn = ({ api_key: key }: Place) =>
    Object.entries(find(key, identifier) ?? {})
      .map(([trait, value]) => `${trait}: ${value}`)
      .join(', ');
  const places = Map.groupBy(environments, textIn);
  places.delete('');
  return [...places].map(([text, alike]) => {
    const names = alike.map(({ name }) => name).join(', ');
    return `Known in ${names}, and used unless typed above: ${text}`;
  });
}
