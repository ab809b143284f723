import { useState } from 'preact/hooks';
import { findFieldFaults, toMetadata, type Entity, type FieldProject, type FieldValues } from './custom-fields.ts';
import { useCustomFields } from './use-custom-fields.ts';

/** The custom fields of something that is being created: `inputs` for their controls. */
export function useNewFields(project: FieldProject, entity: Entity) {
  const [values, setValues] = useState<FieldValues>({});
  const [isTried, setTried] = useState(false);
  const view = useCustomFields(project, entity);
  const fields = view.kind === 'loaded' ? view.data : [];
  const faults = findFieldFaults(fields, values);
  return {
    inputs: {
      fields,
      values,
      faults: isTried ? faults : {},
      onChange: (id: number, value: string) => setValues({ ...values, [id]: value }),
    },
    /** Whether they can be stored; from then on it is said why not. */
    check: (): boolean => {
      setTried(true);
      return Object.keys(faults).length === 0;
    },
    /** A part of the body of the request. */
    toBody: () => (fields.length > 0 ? { metadata: toMetadata(fields, values) } : {}),
  };
}
