import type { MetadataField } from '../../worker/contract/metadata-fields.ts';
import type { Metadata } from '../../worker/contract/metadata.ts';

export type Entity = 'feature' | 'segment' | 'environment';

/** The wire's numbers for what has custom fields, and for what can demand that they are filled. */
export const CONTENT_TYPE = { feature: 1, segment: 2, environment: 3, organisation: 4, project: 5 } as const;

export const FIELD_TYPES = [
  { value: 'str', label: 'Text' },
  { value: 'multiline_str', label: 'Text of several lines' },
  { value: 'int', label: 'Whole number' },
  { value: 'bool', label: 'True or false' },
  { value: 'url', label: 'Link' },
] as const;

export type FieldType = (typeof FIELD_TYPES)[number]['value'];

/** A field as one kind of entity has it. `id` is what values are stored under. */
export type CustomField = {
  id: number;
  name: string;
  type: FieldType;
  description: string | null;
  isRequired: boolean;
};

/** What is said, by field; empty for nothing. */
export type FieldValues = Readonly<Record<number, string>>;

export type FieldProject = { id: number; organisation: number };

/** The custom fields that an entity has in a project, those that must be filled first. */
export function listFields(all: readonly MetadataField[], project: FieldProject, entity: Entity): CustomField[] {
  const fields = all.flatMap(({ name, type, description, model_fields: uses }) => {
    const use = uses.find(({ content_type: contentType }) => contentType === CONTENT_TYPE[entity]);
    if (use === undefined) return [];
    const isRequired = use.is_required_for.some(
      ({ content_type: contentType, object_id: id }) =>
        contentType === CONTENT_TYPE.organisation || (contentType === CONTENT_TYPE.project && id === project.id),
    );
    return [{ id: use.id, name, type: toType(type), description, isRequired }];
  });
  return fields.toSorted((left, right) => Number(right.isRequired) - Number(left.isRequired));
}

export const toValues = (metadata: readonly Metadata[]): FieldValues =>
  Object.fromEntries(metadata.map(({ model_field: id, field_value: value }) => [id, value]));

/** All that is said in these fields, for one request; what is empty is not said. */
export function toMetadata(fields: readonly CustomField[], values: FieldValues) {
  return fields.flatMap(({ id, type }) => {
    const value = values[id] ?? '';
    const text = type === 'str' || type === 'multiline_str' ? value : value.trim();
    return text.trim() === '' ? [] : [{ model_field: id, field_value: text }];
  });
}

/** What keeps the values from being stored, by field. */
export function findFieldFaults(fields: readonly CustomField[], values: FieldValues): Record<number, string> {
  const faults = fields.flatMap((field): [number, string][] => {
    const fault = findFault(field, (values[field.id] ?? '').trim());
    return fault === null ? [] : [[field.id, fault]];
  });
  return Object.fromEntries(faults);
}

function findFault({ name, type, isRequired }: CustomField, text: string): string | null {
  if (text === '') return isRequired ? `${name} must be filled here.` : null;
  if (text.length > LONGEST) return `At most ${LONGEST} characters.`;
  if (type === 'int' && !/^[-+]?\d+$/.test(text)) return 'Enter a whole number.';
  if (type === 'url' && !(/^https?:\/\/\S+$/i.test(text) && URL.canParse(text))) {
    return 'Enter an address that begins with http:// or https://.';
  }
  return null;
}

const LONGEST = 2_000;

const toType = (type: string): FieldType => FIELD_TYPES.find(({ value }) => value === type)?.value ?? 'str';
