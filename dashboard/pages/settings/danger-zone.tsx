import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Panel, Setting } from '../../ui/panel.tsx';
import { navigate } from '../../ui/router.tsx';
import { showToast } from '../../ui/toast.tsx';
import { remove } from './settings.api.ts';

type Props = {
  what: string;
  name: string;
  path: string;
  /** Where one is afterwards. */
  to: string;
  hint: string;
  disabledReason: string | null;
  children: ComponentChildren;
};

/** Deletes the thing that the settings are of. */
export function DangerZone({ what, name, path, to, hint, disabledReason, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    setAsking(false);
    try {
      await remove(path);
      showToast(`Deleted ${name}`);
      navigate(to, { replace: true });
    } catch (error) {
      showToast(`${name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Panel title={`Delete ${what}`}>
      <Setting title={name} hint={hint}>
        <Button kind="danger" disabledReason={disabledReason} onClick={() => setAsking(true)} data-test="delete-btn">
          Delete {what}
        </Button>
      </Setting>
      {isAsking && (
        <ConfirmByName
          title={`Delete ${name}`}
          name={name}
          action={`Delete ${what}`}
          onConfirm={() => void act()}
          onClose={() => setAsking(false)}
        >
          {children}
        </ConfirmByName>
      )}
    </Panel>
  );
}
