import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { integer } from './number-fields.ts';
import { text } from './text-fields.ts';

const count = () => integer({ min: 0 });

/** What an installation says of itself. The receiver adds the address it came from. */
export const TelemetryReport = z.object({
  organisations: count(),
  projects: count(),
  environments: count(),
  features: count(),
  segments: count(),
  users: count(),
  debug_enabled: flag(),
  env: text(100, { blank: true }),
});

export const TelemetryPreview = z.object({
  enabled: z.boolean(),
  /** Where reports go; null where they are only logged. */
  url: z.nullable(z.string()),
  interval_hours: z.int(),
  report: z.object({ ...TelemetryReport.shape }),
  /** What the receiver sees beside the report. */
  seen_by_receiver: z.array(z.string()),
});

export type TelemetryReport = z.infer<typeof TelemetryReport>;
export type TelemetryPreview = z.infer<typeof TelemetryPreview>;
