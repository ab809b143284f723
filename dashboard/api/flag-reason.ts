import type { FlagTrace } from '../../worker/engine/index.ts';
import { showPercentage, toTraceTree, type TraceNode } from './segment-trace.ts';

/** Why a flag is what it is, on one line: which feature state decided, and where in its shares somebody stands. */
export function describeReason({ decidedBy, segments, split }: Pick<FlagTrace, 'decidedBy' | 'segments' | 'split'>) {
  const applied = segments.find((one) => one.applied);
  const source =
    decidedBy === 'identity'
      ? 'Override for this identity'
      : applied === undefined
        ? 'Default of the environment'
        : `Segment ${applied.segment.name}`;
  if (split === null) return source;
  const hit = split.ranges.find((range) => range.hit);
  const at = `at ${showPercentage(split.percentage)} of 100`;
  return `${source} → ${hit === undefined ? 'control value' : `variation ${hit.variant ?? showValue(hit.value)}`} ${at}`;
}

/** Every segment that was considered, strongest first, with what became of its rules. */
export function toReasonTree({ segments, decidedBy }: Pick<FlagTrace, 'segments' | 'decidedBy'>): TraceNode[] {
  const stronger = decidedBy === 'identity' ? 'the override for this identity decides' : 'a stronger one decides';
  return segments.map(({ segment, priority, applied }) => {
    const place = priority === null ? 'no priority' : `priority ${priority}`;
    const part = applied ? 'decides' : stronger;
    return {
      text: `Segment ${segment.name}`,
      isGood: segment.matched,
      note: segment.matched ? `${place}, ${part}` : place,
      children: toTraceTree(segment),
    };
  });
}

const showValue = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
