/**
 * Who was served what, as integrations are told of it. The texts of `flags` (as `identities/` shows them to a server) and `segments` (`id`, `name`,
 * `member`) are runs of JSON objects, each led by a comma; most are the same for many identities.
 */
export type ToldIdentity = {
  identifier: string;
  traits: readonly { id: number | null; trait_key: string; trait_value: unknown; transient: boolean }[];
  flags: readonly string[];
  segments: readonly string[];
};

/** Identities with the texts that they share. Each `body` is the JSON of an identity with places in `shared` instead of texts. */
export type ToldBatch = { shared: string[]; identities: { identifier: string; body: string }[] };

/** A body of a ToldBatch, parsed. */
export type WrittenIdentity = Omit<ToldIdentity, 'flags' | 'segments'> & Record<'flags' | 'segments', number[]>;

/** Writes each text once, whoever and however many have it. */
export function gatherTold(identities: readonly ToldIdentity[]): ToldBatch {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const written = identities.map(({ identifier, traits, flags, segments }) => {
    const body: WrittenIdentity = { identifier, traits, flags: flags.map(placeOf), segments: segments.map(placeOf) };
    return { identifier, body: JSON.stringify(body) };
  });
  return { shared: [...places.keys()], identities: written };
}

/** The identity as it was before `gatherTold`. Throws where a text is not there. */
export function readTold(shared: readonly string[], { flags, segments, ...identity }: WrittenIdentity): ToldIdentity {
  const textAt = (place: number): string => {
    const text = shared[place];
    if (text === undefined) throw new Error(`the batch has no text ${place}`);
    return text;
  };
  return { ...identity, flags: flags.map(textAt), segments: segments.map(textAt) };
}

/** The JSON list of the objects in these runs. */
export function joinRuns(runs: readonly string[]): string {
  return `[${runs.join('').slice(1)}]`;
}
