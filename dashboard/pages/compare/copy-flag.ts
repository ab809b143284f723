import type { Flag, FlagInput } from '../../../worker/contract/flag-updates.ts';
import type { Change } from '../../ui/inline-diff.tsx';
import { sortOverrides } from './flag-differences.ts';

/** What of a feature is copied: what it is for everybody, and what segments make of it. */
export type CopyParts = { everybody: boolean; segments: boolean };

type Content = Flag['environment_default'];

const TYPES = { string: 'text', integer: 'whole number', boolean: 'true or false' } as const;

/** The body of the one PUT that makes these parts of a feature as they are in the flag. */
export function toCopy(flag: Flag, { everybody, segments }: CopyParts): FlagInput {
  return {
    ...(everybody ? { environment_default: toInput(flag.environment_default) } : {}),
    ...(segments
      ? {
          segment_overrides: sortOverrides(flag).map(({ segment, priority, ...content }) => ({
            segment: { id: segment.id },
            priority,
            ...toInput(content),
          })),
        }
      : {}),
  };
}

/** Names by id, of segments and of variations. */
export type Names = { segments: ReadonlyMap<number, string>; variations: ReadonlyMap<number, string> };

/** What the copy changes where it goes, in words. */
export function listCopyChanges(before: Flag, after: Flag, { everybody, segments }: CopyParts, names: Names): Change[] {
  return [
    ...(everybody ? listContentChanges(before.environment_default, after.environment_default, '', names) : []),
    ...(segments ? listOverrideChanges(before, after, names) : []),
  ];
}

function listOverrideChanges(before: Flag, after: Flag, names: Names): Change[] {
  const nameOf = (id: number) => names.segments.get(id) ?? `Segment ${id}`;
  const find = (flag: Flag, id: number) => flag.segment_overrides.find(({ segment }) => segment.id === id);
  const ids = [...new Set([...orderOf(after), ...orderOf(before)])];
  const changes = ids.flatMap((id): Change[] => {
    const [old, next] = [find(before, id), find(after, id)];
    if (old !== undefined && next !== undefined) return listContentChanges(old, next, `${nameOf(id)}: `, names);
    return [
      { label: `${nameOf(id)}: override`, before: describeContent(old, names), after: describeContent(next, names) },
    ];
  });
  const common = (flag: Flag, other: Flag) => orderOf(flag).filter((id) => orderOf(other).includes(id));
  const [old, next] = [common(before, after), common(after, before)];
  if (old.join() === next.join()) return changes;
  const say = (order: number[]) => order.map(nameOf).join(', ');
  return [...changes, { label: 'Order of overrides', before: say(old), after: say(next) }];
}

function listContentChanges(before: Content, after: Content, prefix: string, names: Names): Change[] {
  const isRetyped = before.value !== null && after.value !== null && before.value.type !== after.value.type;
  const say = (value: Content['value']) =>
    describeValue(value) + (isRetyped && value !== null ? ` (${TYPES[value.type]})` : '');
  const shares = after.variants.map(({ id, weight }) => ({
    label: `${prefix}Share of ${names.variations.get(id) ?? `variation ${id}`}`,
    before: `${weightOf(before, id)} %`,
    after: `${weight} %`,
  }));
  return [
    { label: `${prefix}State`, before: describeState(before), after: describeState(after) },
    { label: `${prefix}Value`, before: say(before.value), after: say(after.value), isCode: true },
    ...shares,
  ].filter((change) => change.before !== change.after);
}

function describeContent(content: Content | undefined, names: Names): string {
  if (content === undefined) return 'none';
  const shares = content.variants
    .filter(({ weight }) => weight > 0)
    .map(({ id, weight }) => `${names.variations.get(id) ?? `variation ${id}`} ${weight} %`);
  return [describeState(content), describeValue(content.value), ...shares].join(', ');
}

export function describeValue(value: Content['value']): string {
  if (value === null) return 'no value';
  return value.value === '' ? 'empty text' : value.value;
}

export const describeState = ({ enabled }: Pick<Content, 'enabled'>): string => (enabled ? 'On' : 'Off');

function toInput({ enabled, value, variants }: Content) {
  return { enabled, value, ...(variants.length === 0 ? {} : { variants }) };
}

const weightOf = (content: Content, id: number) => content.variants.find((one) => one.id === id)?.weight ?? 0;
const orderOf = (flag: Flag) => sortOverrides(flag).map(({ segment }) => segment.id);
