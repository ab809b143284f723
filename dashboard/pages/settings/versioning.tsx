import { useState } from 'preact/hooks';
import type { Environment } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Panel, Setting } from '../../ui/panel.tsx';
import { showToast } from '../../ui/toast.tsx';
import { setVersioning } from './settings.api.ts';

type Props = { environment: Environment; isOn: boolean; disabledReason: string | null };

/** Versions of features: every change becomes one, with a history and times at which it goes live. */
export function Versioning({ environment, isOn, disabledReason }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const act = async () => {
    setAsking(false);
    setBusy(true);
    try {
      await setVersioning(environment.api_key, !isOn);
      showToast(`Versions of features are ${isOn ? 'off' : 'on'} in ${environment.name}`);
    } catch (error) {
      showToast(`Not switched: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Versions">
      <Setting
        title={`Versions of features: ${isOn ? 'on' : 'off'}`}
        hint="Each change of a feature becomes a version: with a history, and with a time at which it goes live."
      >
        <Button
          isBusy={isBusy}
          disabledReason={disabledReason}
          onClick={() => setAsking(true)}
          data-test="versioning-btn"
        >
          {isOn ? 'Turn off' : 'Turn on'}
        </Button>
      </Setting>
      {isAsking && (
        <Confirm
          title={`Turn versions ${isOn ? 'off' : 'on'} in ${environment.name}?`}
          action={isOn ? 'Turn off' : 'Turn on'}
          isDanger={isOn}
          onConfirm={() => void act()}
          onClose={() => setAsking(false)}
        >
          {isOn ? (
            <p>
              What is live stays live. The history of every feature here, and versions that wait for their time, are
              lost.
            </p>
          ) : (
            <p>
              What is live becomes the first version of every feature here; SDKs notice nothing. Scripts that write
              feature states by the old endpoints must be checked first.
            </p>
          )}
        </Confirm>
      )}
    </Panel>
  );
}
