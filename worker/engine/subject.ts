import { findFirst } from './json-path.ts';
import type { Property } from './properties.ts';
import { isObject, toScalar, toText, type Scalar } from './values.ts';

/** One trait as the wire lists it. */
export interface TraitEntry {
  readonly trait_key: string;
  readonly trait_value: unknown;
}

export type Traits = ReadonlyMap<string, unknown> | readonly TraitEntry[] | Readonly<Record<string, unknown>>;

/** Who is evaluated. `key` is what splits hash; `<environment key>_<identifier>` when absent. */
export interface Identity {
  readonly identifier: string;
  readonly key?: string | null;
  readonly traits?: Traits | null;
}

/** The environment as conditions and paths see it. */
export interface Surroundings {
  readonly key: string;
  readonly name: unknown;
  /** Everything a JSONPath may reach but the identity; built only when a path asks for it. */
  readonly members: () => object;
}

const MAX_SCANNED_TRAITS = 16;

/** One identity (or none) in one environment: answers what a property's value is. */
export class Subject {
  readonly identity: Identity | null;
  /** Null when there is nobody to hash: no identity, or one without key and identifier. */
  readonly key: string | null;
  private readonly surroundings: Surroundings;
  private readonly traits: Traits | null;

  constructor(surroundings: Surroundings, identity: Identity | null) {
    this.surroundings = surroundings;
    this.identity = identity;
    this.key = identity === null ? null : findIdentityKey(surroundings.key, identity);
    this.traits = identity === null ? null : indexTraits(identity.traits);
  }

  /** The value of a property after coercion; null when unset. */
  read(property: Property): Scalar {
    switch (property.kind) {
      case 'trait':
        return toScalar(this.findTrait(property.name));
      case 'identity-key':
        return this.key;
      default: {
        const trait = toScalar(this.findTrait(property.name));
        return trait === null ? toScalar(this.findPath(property)) : trait;
      }
    }
  }

  private findTrait(name: string): unknown {
    const traits = this.traits;
    if (traits === null) return undefined;
    if (traits instanceof Map) return traits.get(name);
    if (!Array.isArray(traits)) return (traits as Readonly<Record<string, unknown>>)[name];
    for (let index = traits.length - 1; index >= 0; index--) {
      const entry: unknown = traits[index];
      if (isObject(entry) && entry['trait_key'] === name) return entry['trait_value'];
    }
    return undefined;
  }

  private findPath(property: Property & { kind: 'path' }): unknown {
    switch (property.known) {
      case 'identifier':
        return this.identity?.identifier;
      case 'identity-key':
        return this.key;
      case 'environment-key':
        return this.surroundings.key;
      case 'environment-name':
        return this.surroundings.name;
      default:
        return findFirst(property.path, this.describe());
    }
  }

  private describe(): Readonly<Record<string, unknown>> {
    const { identity, key } = this;
    const described = identity === null ? null : { ...identity, traits: listTraits(identity.traits), key };
    return { ...this.surroundings.members(), identity: described };
  }
}

function findIdentityKey(environmentKey: string, identity: Identity): string | null {
  const key = toKey(identity.key);
  if (key !== null) return key;
  const identifier = toKey(identity.identifier);
  return identifier === null ? null : `${environmentKey}_${identifier}`;
}

/** A key or identifier as text; null when it is no scalar. */
export function toKey(key: unknown): string | null {
  if (typeof key === 'string') return key;
  return typeof key === 'number' || typeof key === 'boolean' ? toText(key) : null;
}

/** Long lists become a Map, in which, as in a scan from the end, the last entry of a name wins. */
function indexTraits(traits: unknown): Traits | null {
  if (traits instanceof Map || isObject(traits)) return traits as Traits;
  if (!Array.isArray(traits)) return null;
  return traits.length > MAX_SCANNED_TRAITS ? new Map(entriesOf(traits)) : traits;
}

function listTraits(traits: unknown): unknown {
  if (traits instanceof Map) return Object.fromEntries(traits);
  return Array.isArray(traits) ? Object.fromEntries(entriesOf(traits)) : (traits ?? {});
}

function entriesOf(traits: readonly unknown[]): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const entry of traits) {
    if (isObject(entry) && typeof entry['trait_key'] === 'string')
      entries.push([entry['trait_key'], entry['trait_value']]);
  }
  return entries;
}
