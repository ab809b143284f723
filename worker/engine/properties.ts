import { parsePath, type PathSegment } from './json-path.ts';

/** What a condition looks at. Equal properties of one environment share a slot and are looked up once per evaluation. */
export type Property =
  | { readonly kind: 'trait'; readonly name: string }
  | { readonly kind: 'identity-key' }
  | {
      readonly kind: 'path';
      readonly name: string;
      readonly path: readonly PathSegment[];
      readonly known: KnownPath | null;
    };

/** The paths that need no walk through the context. */
export type KnownPath = 'identifier' | 'identity-key' | 'environment-key' | 'environment-name';

const KNOWN_PATHS: ReadonlyMap<string, KnownPath> = new Map<string, KnownPath>([
  ['$.identity.identifier', 'identifier'],
  ['$.identity.key', 'identity-key'],
  ['$.environment.key', 'environment-key'],
  ['$.environment.name', 'environment-name'],
]);

const IDENTITY_KEY_SLOT = 0;

/** Numbers the properties of one environment, in order of first use. */
export class PropertyTable {
  readonly list: Property[] = [{ kind: 'identity-key' }];
  private readonly slots = new Map<string, number>();

  /** The slot of a condition's property. A blank PERCENTAGE_SPLIT property stands for the identity key, uncoerced. */
  findSlot(property: unknown, operator: string): number {
    const name = typeof property === 'string' ? property : '';
    if (name === '' && operator === 'PERCENTAGE_SPLIT') return IDENTITY_KEY_SLOT;
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    const slot = this.list.push(toProperty(name)) - 1;
    this.slots.set(name, slot);
    return slot;
  }
}

function toProperty(name: string): Property {
  const path = name.startsWith('$.') ? parsePath(name) : null;
  if (path === null) return { kind: 'trait', name };
  return { kind: 'path', name, path, known: KNOWN_PATHS.get(name) ?? null };
}
