import { useState } from 'preact/hooks';
import { isFlagOn } from '../../api/own-flags.ts';
import { Button } from '../../ui/button.tsx';
import { askAsSdk, type SdkAnswer } from './features.api.ts';

/** Asks the server as an SDK would, and shows what it says. Asking stores nothing. */
export function TryIt({ environmentKey }: { environmentKey: string }) {
  const [answer, setAnswer] = useState<SdkAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  if (!isFlagOn('try_it')) return null;
  const run = async () => {
    setBusy(true);
    setAnswer(await askAsSdk(environmentKey));
    setBusy(false);
  };
  return (
    <section class="try-it" aria-labelledby="try-it-title" data-test="try-it">
      <h2 id="try-it-title">Try it</h2>
      <p>What an SDK with this environment’s client-side key gets right now.</p>
      <Button onClick={() => void run()} isBusy={isBusy} data-test="try-it-btn">
        Get the flags
      </Button>
      {answer !== null && (
        <div aria-live="polite">
          <p class="try-it-line">{answer.line}</p>
          <pre data-test="try-it-answer">{answer.text}</pre>
        </div>
      )}
    </section>
  );
}
