import * as z from 'zod/mini';
import { nullable } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { text } from './text-fields.ts';

/** What a feature, segment or environment says in one custom field. */
export const Metadata = z.object({ id: z.int(), model_field: z.int(), field_value: z.string() });

export const MetadataInput = nullable(
  list(z.object({ model_field: id(), field_value: text(2000, { blank: true }) }), 100),
);

export type Metadata = z.infer<typeof Metadata>;
