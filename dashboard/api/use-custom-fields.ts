import type { MetadataField } from '../../worker/contract/metadata-fields.ts';
import { useResource, type View } from './cache.ts';
import { listFields, type CustomField, type Entity, type FieldProject } from './custom-fields.ts';

/** The custom fields that an entity has in a project. */
export function useCustomFields(project: FieldProject, entity: Entity): View<CustomField[]> {
  const view = useResource<{ results: MetadataField[] }>(
    `/api/v1/projects/${project.id}/metadata/fields/?include_organisation=true&entity=${entity}&page_size=1000`,
  );
  return view.kind === 'loaded' ? { ...view, data: listFields(view.data.results, project, entity) } : view;
}
