import type { Engine } from '../../api/engine.ts';
import type { DraftRule, SegmentDraft } from './segment-draft.ts';
import { toInput } from './segment-draft.ts';
import type { SegmentTrace } from '../../../worker/engine/index.ts';

export type Person = { identifier: string; traits: Readonly<Record<string, unknown>> };
type Place = { api_key: string; name: string };

/** Judges people by rules that are not saved yet, as the server will. Splits hash the segment's id: 0 for one that has none yet. */
export function createProbe(
  { compileEnvironment, explainIdentity }: Engine,
  place: Place,
  segmentId: number,
  draft: SegmentDraft,
): (person: Person) => SegmentTrace | null {
  const state = (priority: number | null) => ({
    feature: { id: 1, name: 'probe', type: 'STANDARD' },
    enabled: true,
    featurestate_uuid: '',
    feature_segment: priority === null ? null : { priority },
    feature_state_value: null,
    multivariate_feature_state_values: [],
  });
  const { rules } = toInput(draft);
  const environment = compileEnvironment({
    ...place,
    project: {
      segments: [{ id: segmentId, name: draft.name, rules: rules.map(toDocumentRule), feature_states: [state(0)] }],
    },
    feature_states: [state(null)],
    identity_overrides: [],
  });
  return (person) => explainIdentity(environment, person).flags[0]?.segments[0]?.segment ?? null;
}

type InputRule = ReturnType<typeof toInput>['rules'][number];
type DocumentRule = Parameters<Engine['compileEnvironment']>[0]['project']['segments'][number]['rules'][number];

function toDocumentRule({ type, conditions = [], rules = [] }: InputRule): DocumentRule {
  return {
    type,
    conditions: conditions.map(({ operator, property = null, value = null }) => ({
      operator,
      property_: property,
      value,
    })),
    rules: (rules as InputRule[]).map(toDocumentRule),
  };
}

/** Whether any condition hashes the segment's id, which a new segment has yet to get. */
export function hasSplit({ rules }: Pick<SegmentDraft, 'rules'>): boolean {
  return rules.some(
    (rule: DraftRule) => rule.conditions.some(({ option }) => option === 'PERCENTAGE_SPLIT') || hasSplit(rule),
  );
}

/** The traits in what was typed, or what is wrong with it. */
export function readTraits(text: string): { traits: Record<string, unknown> } | { fault: string } {
  if (text.trim() === '') return { traits: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { fault: 'Enter an object, as in {"plan": "pro"}.' };
    }
    return { traits: value as Record<string, unknown> };
  } catch {
    return { fault: 'This is not JSON.' };
  }
}
