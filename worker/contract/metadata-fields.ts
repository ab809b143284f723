import * as z from 'zod/mini';
import { choice } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { text } from './text-fields.ts';

/** compat: the wire names kinds of entities by number; the numbers are ours and never change. */
export const CONTENT_TYPES = [
  { id: 1, app_label: 'features', model: 'feature' },
  { id: 2, app_label: 'segments', model: 'segment' },
  { id: 3, app_label: 'environments', model: 'environment' },
  { id: 4, app_label: 'organisations', model: 'organisation' },
  { id: 5, app_label: 'projects', model: 'project' },
] as const;

export const ContentType = z.object({ id: z.int(), app_label: z.string(), model: z.string() });

const type = optional(choice(['int', 'str', 'bool', 'url', 'multiline_str']));
const description = optional(nullable(text(10_000, { blank: true })));

export const NewMetadataField = z.object({
  name: text(255),
  type,
  description,
  organisation: id(),
  project: optional(nullable(id())),
});
export const MetadataFieldUpdate = z.object({ name: optional(text(255)), type, description });

const Requirement = z.object({ content_type: z.int(), object_id: z.int() });

export const MetadataField = z.object({
  id: z.int(),
  name: z.string(),
  type: z.string(),
  description: z.nullable(z.string()),
  organisation: z.int(),
  project: z.nullable(z.int()),
  model_fields: z.array(z.object({ id: z.int(), content_type: z.int(), is_required_for: z.array(Requirement) })),
});

const requirements = optional(list(z.object({ content_type: id(), object_id: id() }), 1000));
export const NewModelField = z.object({ field: id(), content_type: id(), is_required_for: requirements });
export const ModelFieldUpdate = z.object({ is_required_for: requirements });

export const ModelField = z.object({
  id: z.int(),
  field: z.int(),
  content_type: z.int(),
  is_required_for: z.array(Requirement),
});

const paging = { page: z.optional(z.string()), page_size: z.optional(z.string()) };
export const MetadataFieldsQuery = z.object({ ...paging, organisation: z.string() });
export const ProjectMetadataFieldsQuery = z.object({
  ...paging,
  include_organisation: z.optional(z.string()),
  entity: z.optional(z.string()),
});
export const ModelFieldsQuery = z.object({ ...paging, content_type: z.optional(z.string()) });
export const RequiredForQuery = z.object({ model_name: z.optional(z.string()) });

export type NewMetadataField = z.infer<typeof NewMetadataField>;
export type MetadataFieldUpdate = z.infer<typeof MetadataFieldUpdate>;
export type MetadataField = z.infer<typeof MetadataField>;
export type NewModelField = z.infer<typeof NewModelField>;
export type ModelFieldUpdate = z.infer<typeof ModelFieldUpdate>;
export type ModelField = z.infer<typeof ModelField>;
