import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { segmentConditions, segmentRules, segments } from '../schema/segments.ts';
import { demoSegments, type DemoRule } from './content.ts';
import { only } from './expect.ts';

/** Inserts the demo's segments and returns their ids by name. */
export async function insertDemoSegments(db: NodePgDatabase, projectId: number): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const { name, description, rules } of demoSegments) {
    const segment = only(await db.insert(segments).values({ projectId, name, description }).returning());
    ids.set(name, segment.id);
    await insertRules(db, segment.id, null, rules);
  }
  return ids;
}

async function insertRules(db: NodePgDatabase, segmentId: number, parentRuleId: number | null, rules: DemoRule[]) {
  for (const { type, rules: children = [], conditions = [] } of rules) {
    const rule = only(await db.insert(segmentRules).values({ segmentId, parentRuleId, type }).returning());
    if (conditions.length > 0) {
      await db
        .insert(segmentConditions)
        .values(conditions.map((condition) => ({ segmentId, ruleId: rule.id, ...condition })));
    }
    await insertRules(db, segmentId, rule.id, children);
  }
}
