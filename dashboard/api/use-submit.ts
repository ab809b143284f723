import { useState } from 'preact/hooks';
import { toFailure, type Failure } from './failure.ts';

/** The state of a form that is sent: whether it is under way, and what came back. */
export type Submission = {
  isBusy: boolean;
  failure: Failure | null;
  /** What the server says of one field. */
  errorsOf: (field: string) => string[];
  /** What it says of none of them, or null: for above the form. */
  message: string | null;
  /** Sends; resolves to whether it went well. A second call while the first is under way does nothing. */
  run: (work: () => Promise<void>) => Promise<boolean>;
};

export function useSubmit(): Submission {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  return {
    isBusy,
    failure,
    errorsOf: (field) => (failure?.kind === 'invalid' ? (failure.fields[field] ?? []) : []),
    message: failure === null || failure.message === '' ? null : failure.message,
    run: async (work) => {
      if (isBusy) return false;
      setBusy(true);
      setFailure(null);
      try {
        await work();
        return true;
      } catch (error) {
        setFailure(toFailure(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
