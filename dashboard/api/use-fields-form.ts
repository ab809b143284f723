import { useState } from 'preact/hooks';
import type { Metadata } from '../../worker/contract/metadata.ts';
import { findFieldFaults, toMetadata, toValues, type CustomField, type FieldValues } from './custom-fields.ts';
import { useSubmit } from './use-submit.ts';

type MetadataList = ReturnType<typeof toMetadata>;

/** What an entity says in its custom fields, while it is being changed. `save` gets all of it. */
export function useFieldsForm(
  fields: readonly CustomField[],
  stored: readonly Metadata[],
  save: (metadata: MetadataList) => Promise<void>,
) {
  const before = toValues(stored);
  const [typed, setTyped] = useState<FieldValues>({});
  const [isTried, setTried] = useState(false);
  const submission = useSubmit();
  const values = { ...before, ...typed };
  const isDirty = fields.some(({ id }) => (values[id] ?? '') !== (before[id] ?? ''));
  const faults = findFieldFaults(fields, values);
  const end = () => {
    setTyped({});
    setTried(false);
  };
  return {
    values,
    isDirty,
    isBusy: submission.isBusy,
    /** Said once somebody has tried to save, or has typed. */
    faults: isTried || isDirty ? faults : {},
    messages: [submission.message, ...submission.errorsOf('metadata')].filter((one) => one !== null),
    change: (id: number, value: string) => setTyped({ ...typed, [id]: value }),
    discard: end,
    /** Resolves to what takes it back, or null where nothing was stored. */
    submit: async (): Promise<(() => Promise<void>) | null> => {
      setTried(true);
      if (!isDirty || Object.keys(faults).length > 0) return null;
      const isSaved = await submission.run(() => save(toMetadata(fields, values)));
      if (!isSaved) return null;
      end();
      return () => save(toMetadata(fields, before));
    },
  };
}
