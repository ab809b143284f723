import type { AuditLog } from '../../contract/audit-logs.ts';

/** What a feature is for everybody, a segment or an identity, as far as webhooks tell it. */
export type EventState = {
  enabled: boolean;
  value: { value: unknown };
  weights: readonly { id: number; option_id: number; weight: number }[];
  identity_id: number | null;
  identifier: string | null;
  segment_id: number | null;
  priority: number | null;
};

type EventPlace = { organisationId: number; environmentId: number; featureId: number };

/** A state that came (no `previous`), changed, or went (no `next`). */
export type FlagChange = EventPlace & {
  kind: 'flag';
  previous: EventState | null;
  next: (EventState & { id: number }) | null;
  /** When it goes live; null: at once. */
  liveFrom: Date | null;
};

export type VersionPublication = EventPlace & {
  kind: 'version';
  uuid: string;
  states: readonly EventState[];
};

export type FlagEvent = FlagChange | VersionPublication;

/** An audit row of an organisation as its list shows it. */
export type LoggedChange = { organisationId: number; log: AuditLog };

/** Who made the changes. */
export type Author = { id: number | null; name: string } | null;
