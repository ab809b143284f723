import { Chip } from '../../ui/chip.tsx';

type Props = {
  enabled: boolean;
  value: string | number | boolean | null;
  segments?: number;
  /** What is not as it is elsewhere stands out. */
  isStateOther: boolean;
  isValueOther: boolean;
  areSegmentsOther?: boolean;
  note?: string | undefined;
};

/** What a feature is in one place, on one line. */
export function FlagSummary({ enabled, value, segments = 0, isStateOther, isValueOther, ...rest }: Props) {
  const { areSegmentsOther = false, note } = rest;
  const isNothing = value === null || value === '';
  return (
    <span class="flag-summary">
      <span class="flag-state" data-other={isStateOther}>
        {enabled ? 'On' : 'Off'}
      </span>
      <span class="flag-value code" data-other={isValueOther} title={isNothing ? undefined : String(value)}>
        {isNothing ? '—' : String(value)}
        {isNothing && <span class="hidden-text">no value</span>}
      </span>
      {segments > 0 && (
        <Chip tone={areSegmentsOther ? 'accent' : 'plain'}>
          {segments} {segments === 1 ? 'segment' : 'segments'}
        </Chip>
      )}
      {note !== undefined && <span class="quiet">{note}</span>}
    </span>
  );
}
