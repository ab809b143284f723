import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { decimal, id } from './number-fields.ts';
import { jsonText, text } from './text-fields.ts';

export const IMPORT_STRATEGIES = ['SKIP', 'OVERWRITE_DESTRUCTIVE'] as const;
const TYPES = ['unicode', 'int', 'bool'] as const;

const Value = z.nullable(z.union([z.int32(), z.boolean(), text(20_000, { blank: true, trim: false })]));
const typed = { value: optional(Value), type: optional(choice(TYPES)) };

/** A feature with what it is in one environment, as exports hold it. */
export const TransferredFeature = z.object({
  name: text(2000, { trim: false }),
  default_enabled: optional(flag()),
  is_server_key_only: optional(flag()),
  initial_value: optional(nullable(text(20_000, { blank: true, trim: false }))),
  ...typed,
  enabled: optional(flag()),
  multivariate: optional(
    z.array(
      z.object({
        percentage_allocation: decimal({ min: 0, max: 100 }),
        default_percentage_allocation: decimal({ min: 0, max: 100 }),
        ...typed,
      }),
    ),
  ),
});
export const TransferredFeatures = z.array(TransferredFeature);
export type TransferredFeature = z.output<typeof TransferredFeature>;

export const FeatureExportInput = z.object({ environment_id: id(), tag_ids: optional(list(id(), 1_000)) });
/** `file`: the export, as a file of a form or as text. */
export const FeatureImportInput = z.object({
  file: jsonText(TransferredFeatures, 4_000_000),
  strategy: choice(IMPORT_STRATEGIES),
});
