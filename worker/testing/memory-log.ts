import type { PublicationLog } from '../durable/publication-store.ts';

/** A publisher's memory in maps; like the real one it outlives the publisher that uses it. */
export function openMemoryLog(): PublicationLog {
  const facts = new Map<string, string>();
  const texts = new Map<number, string>();
  const listVersions = () => [...texts.keys()].toSorted((one, other) => other - one);
  return {
    readFact: (name) => facts.get(name) ?? null,
    writeFact: (name, value) => {
      if (value === null) facts.delete(name);
      else facts.set(name, value);
    },
    read: (version) => texts.get(version) ?? null,
    listVersions,
    keep: (version, text, more) => {
      texts.set(version, text);
      for (const old of listVersions().slice(5)) texts.delete(old);
      for (const [name, value] of Object.entries(more)) facts.set(name, value);
    },
  };
}
