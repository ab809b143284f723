import { useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import type { Trial } from './integrations.api.ts';

/** A test event: whether it is under way, and what came of it in words. */
export function useTrial(send: () => Promise<Trial>) {
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<{ passed: boolean; text: string } | null>(null);
  const run = async () => {
    setBusy(true);
    setResult(null);
    try {
      const { passed, detail, status } = await send();
      const isTold = status === 0 || detail.includes(String(status));
      setResult({ passed, text: isTold ? detail : `${detail} It answered ${status}.` });
    } catch (error) {
      setResult({ passed: false, text: toFailure(error).message });
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, result, run };
}
