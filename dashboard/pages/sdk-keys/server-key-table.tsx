import './sdk-keys.css';
import { useState } from 'preact/hooks';
import type { ServerKey } from '../../../worker/contract/environments.ts';
import type { Environment } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Ago, Day } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DataTable } from '../../ui/table.tsx';
import { showToast } from '../../ui/toast.tsx';
import { switchServerKey } from './sdk-keys.api.ts';

type Props = {
  environment: Environment;
  keys: readonly ServerKey[];
  /** Made just now: shown whole. */
  newId: number | null;
  onDelete: (key: ServerKey) => void;
};

export function ServerKeyTable({ environment, keys, newId, onDelete }: Props) {
  return (
    <Rows>
      <DataTable
        label="Server-side keys"
        rows={keys}
        keyOf={({ id }) => id}
        rowTest={(index) => `server-key-${index}`}
        columns={[
          { id: 'name', title: 'Name', cell: ({ name }) => <b>{name}</b> },
          { id: 'key', title: 'Key', cell: (key) => <SecretKey value={key} isShown={key.id === newId} /> },
          { id: 'state', title: 'State', cell: (key) => <KeySwitch environment={environment} value={key} /> },
          { id: 'expires', title: 'Expires', cell: ({ expires_at: at }) => <Expiry at={at} /> },
          {
            id: 'created',
            title: 'Created',
            cell: ({ created_at: at }) => (
              <span class="quiet">
                <Ago at={at} />
              </span>
            ),
          },
          {
            id: 'more',
            title: 'Delete',
            isTitleHidden: true,
            cell: (key) => <IconButton icon="trash" label={`Delete ${key.name}`} onClick={() => onDelete(key)} />,
          },
        ]}
      />
    </Rows>
  );
}

function KeySwitch({ environment, value: { id, name, active } }: { environment: Environment; value: ServerKey }) {
  const act = async (next: boolean, isUndo = false) => {
    try {
      await switchServerKey(environment.api_key, id, next);
      const text = next ? `The key ${name} is let in again` : `The key ${name} is refused`;
      showToast(text, isUndo ? {} : { action: { label: 'Undo', run: () => void act(!next, true) } });
    } catch (error) {
      showToast(`${name} was not switched: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return <Switch isOn={active} label={`The key ${name}`} onChange={(next) => void act(next)} />;
}

/** Hidden until it is asked for, so that nobody reads it over a shoulder; it can be copied all the same. */
function SecretKey({ value: { key, name }, isShown: isNew }: { value: ServerKey; isShown: boolean }) {
  const [isShown, setShown] = useState(isNew);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(key).then(
      () => setCopied(true),
      () => setShown(true),
    );
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <span class="row secret">
      <code>{isShown ? key : `ser.••••••••${key.slice(-4)}`}</code>
      <IconButton
        icon="eye"
        label={isShown ? `Hide the key ${name}` : `Show the key ${name}`}
        onClick={() => setShown(!isShown)}
      />
      <IconButton
        icon={isCopied ? 'check' : 'copy'}
        label={isCopied ? 'Copied' : `Copy the key ${name}`}
        onClick={() => void copy()}
      />
    </span>
  );
}

function Expiry({ at }: { at: string | null }) {
  if (at === null) return <span class="quiet">Never</span>;
  return Date.parse(at) < Date.now() ? <Chip tone="danger">Expired</Chip> : <Day at={at} />;
}
