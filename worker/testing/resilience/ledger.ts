import type { Pool } from 'pg';

/** What the server has acknowledged: the last value of each trait, and how often features were evaluated. */
export class Ledger {
  readonly #traits = new Map<string, string>();
  /** Values that were sent but never acknowledged: they may or may not have been stored. */
  readonly #unsure = new Map<string, Set<string>>();
  evaluations = 0;
  unsureEvaluations = 0;

  /** Identities of which a value was acknowledged. */
  get acknowledgedTraits(): number {
    return this.#traits.size;
  }

  /** Values that nobody acknowledged. */
  get unsureTraits(): number {
    return [...this.#unsure.values()].reduce((sum, values) => sum + values.size, 0);
  }

  noteTrait(identifier: string, value: string): void {
    this.#traits.set(identifier, value);
  }

  noteUnsureTrait(identifier: string, value: string): void {
    const values = this.#unsure.get(identifier) ?? new Set<string>();
    this.#unsure.set(identifier, values.add(value));
  }

  /** Identities whose trait `mark` is not in Postgres as it was acknowledged last. */
  async findLostTraits(db: Pool, environmentId: number): Promise<string[]> {
    const { rows } = await db.query<{ identifier: string; string_value: string }>(
      `select i.identifier, t.string_value from traits t join identities i on i.id = t.identity_id
       where i.environment_id = $1 and t.trait_key = 'mark' and t.deleted_at is null`,
      [environmentId],
    );
    const stored = new Map(rows.map((row) => [row.identifier, row.string_value]));
    return [...this.#traits]
      .filter(([identifier, value]) => {
        const found = stored.get(identifier);
        return found !== value && (found === undefined || this.#unsure.get(identifier)?.has(found) !== true);
      })
      .map(([identifier, value]) => `${identifier}: ${value} is ${String(stored.get(identifier))}`);
  }
}

/** All evaluations of the environment that have landed in Postgres. */
export async function countLandedEvaluations(db: Pool, environmentId: number): Promise<number> {
  const { rows } = await db.query<{ total: string | null }>(
    'select sum(count) as total from feature_evaluation_blocks where environment_id = $1',
    [environmentId],
  );
  return Number(rows[0]?.total ?? 0);
}
