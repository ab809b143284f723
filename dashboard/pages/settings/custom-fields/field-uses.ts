import type { MetadataField } from '../../../../worker/contract/metadata-fields.ts';
import { CONTENT_TYPE, type Entity } from '../../../api/custom-fields.ts';

/** Whose fields: an organisation's, or with `project` a project's. */
export type FieldPlace = { organisation: number; project: number | null };

/** Whether a kind of entity has a field; `some`: only some projects demand it. */
export type Use = 'none' | 'optional' | 'required' | 'some';
export type Uses = Readonly<Record<Entity, Use>>;

type Requirement = { content_type: number; object_id: number };
export type UseStep =
  | { do: 'add'; contentType: number; required: Requirement[] }
  | { do: 'change'; id: number; required: Requirement[] }
  | { do: 'remove'; id: number };

export const ENTITIES: readonly { entity: Entity; label: string }[] = [
  { entity: 'feature', label: 'Features' },
  { entity: 'segment', label: 'Segments' },
  { entity: 'environment', label: 'Environments' },
];

export const NO_USES: Uses = { feature: 'none', segment: 'none', environment: 'none' };

export function readUses(field: Pick<MetadataField, 'model_fields'>, place: FieldPlace): Uses {
  const whole = demandOf(place);
  const read = (entity: Entity): Use => {
    const use = useOf(field, entity);
    if (use === undefined) return 'none';
    if (use.is_required_for.some((one) => isSame(one, whole))) return 'required';
    return use.is_required_for.length > 0 ? 'some' : 'optional';
  };
  return { feature: read('feature'), segment: read('segment'), environment: read('environment') };
}

/** What leads from how a field is used to how it is to be; of what does not change, nothing. */
export function planUses(
  field: Pick<MetadataField, 'model_fields'> | null,
  wanted: Uses,
  place: FieldPlace,
): UseStep[] {
  const now = field === null ? NO_USES : readUses(field, place);
  return ENTITIES.flatMap(({ entity }): UseStep[] => {
    const use = field === null ? undefined : useOf(field, entity);
    if (now[entity] === wanted[entity]) return [];
    if (wanted[entity] === 'none') return use === undefined ? [] : [{ do: 'remove', id: use.id }];
    const required = wanted[entity] === 'required' ? [demandOf(place)] : [];
    if (use === undefined) return [{ do: 'add', contentType: CONTENT_TYPE[entity], required }];
    return [{ do: 'change', id: use.id, required }];
  });
}

const useOf = (field: Pick<MetadataField, 'model_fields'>, entity: Entity) =>
  field.model_fields.find(({ content_type: contentType }) => contentType === CONTENT_TYPE[entity]);

const demandOf = ({ organisation, project }: FieldPlace): Requirement =>
  project === null
    ? { content_type: CONTENT_TYPE.organisation, object_id: organisation }
    : { content_type: CONTENT_TYPE.project, object_id: project };

const isSame = (left: Requirement, right: Requirement) =>
  left.content_type === right.content_type && left.object_id === right.object_id;
