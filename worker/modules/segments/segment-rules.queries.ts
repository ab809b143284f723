import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { segmentConditions, segmentRules } from '../../../drizzle/schema/segments.ts';
import type { Rule } from './segment-rules.ts';

export type RuleRow = Pick<typeof segmentRules.$inferSelect, 'id' | 'segmentId' | 'parentRuleId' | 'type'>;
export type ConditionRow = Omit<typeof segmentConditions.$inferSelect, 'deletedAt'>;

/** The rules and conditions of the segments: two statements, however many there are. */
export async function selectRules(
  db: Db,
  segmentIds: number[],
): Promise<{ rules: RuleRow[]; conditions: ConditionRow[] }> {
  if (segmentIds.length === 0) return { rules: [], conditions: [] };
  const [rules, conditions] = await Promise.all([
    db
      .select()
      .from(segmentRules)
      .where(and(inArray(segmentRules.segmentId, segmentIds), isNull(segmentRules.deletedAt)))
      .orderBy(asc(segmentRules.id)),
    db
      .select()
      .from(segmentConditions)
      .where(and(inArray(segmentConditions.segmentId, segmentIds), isNull(segmentConditions.deletedAt)))
      .orderBy(asc(segmentConditions.id)),
  ]);
  return { rules, conditions };
}

/** Inserts the rules level by level: as many statements as there are levels, and one for all conditions. */
export async function insertRules(db: Db, segmentId: number, rules: readonly Rule[]): Promise<void> {
  let level = rules.map((rule) => ({ rule, parentRuleId: null as number | null }));
  const conditions: (typeof segmentConditions.$inferInsert)[] = [];
  while (level.length > 0) {
    const rows = level.map(({ rule, parentRuleId }) => ({ segmentId, parentRuleId, type: rule.type }));
    const inserted = await db.insert(segmentRules).values(rows).returning({ id: segmentRules.id });
    // Rows of one statement get their ids in the order in which they were given.
    const ids = inserted.map(({ id }) => id).toSorted((left, right) => left - right);
    const next: typeof level = [];
    for (const [index, { rule }] of level.entries()) {
      const ruleId = ids[index] ?? 0;
      conditions.push(...rule.conditions.map((condition) => ({ ...condition, segmentId, ruleId })));
      next.push(...rule.rules.map((inner) => ({ rule: inner, parentRuleId: ruleId })));
    }
    level = next;
  }
  if (conditions.length > 0) await db.insert(segmentConditions).values(conditions);
}

export async function deleteRules(db: Db, segmentId: number): Promise<void> {
  await db.delete(segmentConditions).where(eq(segmentConditions.segmentId, segmentId));
  await db.delete(segmentRules).where(eq(segmentRules.segmentId, segmentId));
}
