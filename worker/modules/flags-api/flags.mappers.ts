import type { Flag } from '../../contract/flag-updates.ts';
import type { Content, FlagContent } from './flag-content.ts';

const NAMES = { int: 'integer', unicode: 'string', bool: 'boolean' } as const;

export function toFlag(flag: FlagContent, optionIds: readonly number[]): Flag {
  return {
    environment_default: toContent(flag.content, optionIds),
    segment_overrides: flag.overrides.map(({ segmentId, priority, content }) => ({
      segment: { id: segmentId },
      priority,
      ...toContent(content, optionIds),
    })),
  };
}

/** As the audit log keeps it. */
export function toFacts({ content, overrides }: FlagContent) {
  const factsOf = ({ enabled, value, weights }: Content) => ({
    enabled,
    value: value.value,
    weights: Object.fromEntries(weights.map(({ optionId, weight }) => [optionId, weight])),
  });
  return {
    environment_default: factsOf(content),
    segment_overrides: overrides.map(({ segmentId, content: inner }) => ({ segment: segmentId, ...factsOf(inner) })),
  };
}

function toContent({ enabled, value, weights }: Content, optionIds: readonly number[]) {
  return {
    enabled,
    value: value.value === null ? null : { type: NAMES[value.type], value: String(value.value) },
    variants: optionIds.map((id) => ({ id, weight: weights.find(({ optionId }) => optionId === id)?.weight ?? 0 })),
  };
}
