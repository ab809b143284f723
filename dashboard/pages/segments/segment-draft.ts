import type { Segment, SegmentInput } from '../../../worker/contract/segments.ts';
import { ALL_OPERATORS, kindOf, readMembers, splitCondition } from '../../api/segment-operators.ts';
import { describeRules, type WordRule } from '../../api/segment-words.ts';

export type RuleType = 'ALL' | 'ANY' | 'NONE';

/** `option` is the operator as it is chosen: what the API calls it, and what is appended to the value. */
export type DraftCondition = { id: number; option: string; property: string; value: string; description: string };
export type DraftRule = { id: number; type: RuleType; conditions: DraftCondition[]; rules: DraftRule[] };
/** A segment as it is being changed. Every top rule must match. */
export type SegmentDraft = { name: string; description: string; rules: DraftRule[] };

type Operator = Segment['rules'][number]['conditions'][number]['operator'];

/** One line of what a draft changes, in words. */
export type DraftChange = { label: string; before: string; after: string };

let lastId = 0;
/** Names a row while it is on the screen, whatever is added or removed before it. */
const newId = (): number => (lastId += 1);

export const newCondition = (option = 'EQUAL'): DraftCondition => ({
  id: newId(),
  option,
  property: '',
  value: '',
  description: '',
});

export const newRule = (type: RuleType, option?: string): DraftRule => ({
  id: newId(),
  type,
  conditions: [newCondition(option)],
  rules: [],
});

/** What one begins with: one rule of one condition. */
export const newDraft = (option?: string): SegmentDraft => ({
  name: '',
  description: '',
  rules: [{ id: newId(), type: 'ALL', conditions: [], rules: [newRule('ANY', option)] }],
});

export function toDraft({ name, description, rules }: Pick<Segment, 'name' | 'description' | 'rules'>): SegmentDraft {
  return { name, description: description ?? '', rules: rules.map(toDraftRule) };
}

function toDraftRule(rule: Pick<Segment['rules'][number], 'type' | 'conditions' | 'rules'>): DraftRule {
  return {
    id: newId(),
    type: rule.type,
    conditions: rule.conditions.map(({ operator, property, value, description }) => {
      const split = splitCondition(operator, value);
      return { id: newId(), ...split, property: property ?? '', description: description ?? '' };
    }),
    rules: rule.rules.map(toDraftRule),
  };
}

/** The one request that saves the draft. */
export function toInput({ name, description, rules }: SegmentDraft) {
  return { name: name.trim(), description: description || null, rules: rules.map(toRuleInput) } satisfies SegmentInput;
}

function toRuleInput({ type, conditions, rules }: DraftRule): SegmentInput['rules'][number] {
  return {
    type,
    conditions: conditions.map(({ option, property, value, description }) => {
      const operator = option.split(':')[0] as Operator;
      const append = ALL_OPERATORS.find((one) => one.value === option)?.append ?? '';
      return {
        operator,
        property: property.trim() || null,
        value: kindOf(option) === 'none' ? null : `${append === '' ? value : value.trim()}${append}`,
        description: description || null,
      };
    }),
    rules: rules.map(toRuleInput),
  };
}

/** The rules as the engine and people read them. */
export function toWords(draft: SegmentDraft): string {
  return describeRules(toInput(draft).rules as WordRule[]);
}

/** Whether nothing has been said of anybody yet. */
export const isBlank = ({ rules }: SegmentDraft): boolean =>
  rules.flatMap(listConditions).every(({ property, value }) => property === '' && value === '');

export function isSameDraft(left: SegmentDraft, right: SegmentDraft): boolean {
  return JSON.stringify(toInput(left)) === JSON.stringify(toInput(right));
}

export function listChanges(before: SegmentDraft, after: SegmentDraft): DraftChange[] {
  const lines = [
    { label: 'Name', before: before.name, after: after.name.trim() },
    { label: 'Description', before: before.description || 'none', after: after.description || 'none' },
    { label: 'Rules', before: toWords(before), after: toWords(after) },
  ];
  const changes = lines.filter((line) => line.before !== line.after);
  const isOtherwise = changes.length === 0 && !isSameDraft(before, after);
  return isOtherwise ? [{ label: 'Rules', before: 'as they were', after: 'other notes or another order' }] : changes;
}

/** What keeps the draft from being saved, by place: `name`, and `<condition id>.property` or `.value`. */
export function findFaults(draft: SegmentDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (draft.name.trim() === '') faults['name'] = 'Enter a name.';
  const conditions = draft.rules.flatMap(listConditions);
  if (conditions.length === 0) faults['rules'] = 'Add a condition: without one, everybody is in the segment.';
  for (const condition of conditions) {
    const { id, option, property } = condition;
    if (property.trim() === '' && option !== 'PERCENTAGE_SPLIT') faults[`${id}.property`] = 'Choose a property.';
    const fault = findValueFault(condition);
    if (fault !== null) faults[`${id}.value`] = fault;
  }
  return faults;
}

export const listConditions = (rule: DraftRule): DraftCondition[] => [
  ...rule.conditions,
  ...rule.rules.flatMap(listConditions),
];

const LONGEST_VALUE = 1_000;
const PART = '(0|[1-9]\\d*)';
const VERSION = new RegExp(`^${PART}\\.${PART}\\.${PART}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$`);
const MODULO = /^\s*-?\d+(\.\d+)?\s*\|\s*-?\d+(\.\d+)?\s*$/;

function findValueFault({ option, value }: DraftCondition): string | null {
  if (value.length > LONGEST_VALUE) return `A value has at most ${LONGEST_VALUE} characters.`;
  switch (kindOf(option)) {
    case 'percentage': {
      const share = value.trim() === '' ? Number.NaN : Number(value);
      return share >= 0 && share <= 100 ? null : 'Enter a number from 0 to 100.';
    }
    case 'modulo':
      if (!MODULO.test(value)) return 'Enter two numbers: what to divide by, and what is left.';
      return Number(value.split('|')[0]) === 0 ? 'Nothing can be divided by 0.' : null;
    case 'version':
      return VERSION.test(value.trim()) ? null : 'Enter a version such as 1.2.3.';
    case 'list':
      return readMembers(value).length === 0 ? 'Add a value: nobody fits an empty list.' : null;
    default:
      return null;
  }
}
