import { useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Panel, Setting } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { startSecondFactor, useSecondFactors } from './account.api.ts';
import { EndSecondFactor } from './end-second-factor.tsx';
import { SetUpSecondFactor } from './set-up-second-factor.tsx';

/** A code of an authenticator app, beside the password. */
export function SecondFactor() {
  const view = useSecondFactors();
  const [secret, setSecret] = useState<{ qr_link: string; secret: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      setSecret(await startSecondFactor());
    } catch (error) {
      showToast(`Not begun: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const isOn = view.kind === 'loaded' && view.data.length > 0;
  return (
    <Panel title="Second factor">
      {view.kind === 'loading' && <Skeleton label="Loading the second factor" rows={1} />}
      {view.kind === 'failed' && (
        <ErrorState title="It is not known" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && (
        <Setting
          title={`Authenticator app: ${isOn ? 'on' : 'off'}`}
          hint="Who signs in with your password needs a code of the app as well."
        >
          {isOn ? (
            <Button onClick={() => setEnding(true)} data-test="end-second-factor">
              Turn off
            </Button>
          ) : (
            <Button isBusy={isBusy} onClick={() => void start()} data-test="start-second-factor">
              Set up
            </Button>
          )}
        </Setting>
      )}
      {secret !== null && <SetUpSecondFactor {...secret} onClose={() => setSecret(null)} />}
      {isEnding && <EndSecondFactor onClose={() => setEnding(false)} />}
    </Panel>
  );
}
