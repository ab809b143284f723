import type { MetadataField } from '../../../../worker/contract/metadata-fields.ts';
import { invalidate, useResource, type View } from '../../../api/cache.ts';
import { request } from '../../../api/client.ts';
import { planUses, type FieldPlace, type Uses } from './field-uses.ts';

const FIELDS = '/api/v1/metadata/fields/';

export type FieldDraft = { name: string; type: string; description: string; uses: Uses };

/** A project's come with those of its organisation. */
export function useFields({ organisation, project }: FieldPlace): View<{ count: number; results: MetadataField[] }> {
  return useResource(
    project === null
      ? `${FIELDS}?organisation=${organisation}&page_size=1000`
      : `/api/v1/projects/${project}/metadata/fields/?include_organisation=true&page_size=1000`,
  );
}

/**
 * Creates a field, or changes the one that is given, then where it is used. `onStored` gets the field as soon as it is there: what fails
 * after that can be tried again with it.
 */
export async function saveField(
  place: FieldPlace,
  field: MetadataField | null,
  { uses, description, ...rest }: FieldDraft,
  onStored: (field: MetadataField) => void,
): Promise<MetadataField> {
  const body = { ...rest, description: description || null };
  const stored = await (field === null
    ? request<MetadataField>('POST', FIELDS, { ...body, ...place })
    : request<MetadataField>('PATCH', `${FIELDS}${field.id}/`, body));
  onStored(stored);
  const path = `/api/v1/organisations/${place.organisation}/metadata-model-fields/`;
  try {
    for (const step of planUses(stored, uses, place)) {
      if (step.do === 'remove') await request('DELETE', `${path}${step.id}/`);
      else if (step.do === 'change') await request('PATCH', `${path}${step.id}/`, { is_required_for: step.required });
      else {
        const use = { field: stored.id, content_type: step.contentType, is_required_for: step.required };
        await request('POST', path, use);
      }
    }
    return await request<MetadataField>('GET', `${FIELDS}${stored.id}/`);
  } catch (error) {
    onStored(await request<MetadataField>('GET', `${FIELDS}${stored.id}/`).catch(() => stored));
    throw error;
  } finally {
    forget();
  }
}

export async function deleteField(id: number): Promise<void> {
  await request('DELETE', `${FIELDS}${id}/`);
  forget();
}

function forget(): void {
  invalidate(FIELDS);
  invalidate('/api/v1/projects/');
}
