import type { Webhook } from '../../../worker/contract/webhooks.ts';
import { toFailure } from '../../api/failure.ts';
import { hostOf } from '../../api/host-of.ts';
import { IconButton } from '../../ui/button.tsx';
import { Day } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { Link } from '../../ui/router.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DataTable } from '../../ui/table.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { WebhookPlace } from './webhook-place.ts';
import { switchWebhook } from './webhooks.api.ts';

type Props = {
  place: WebhookPlace;
  hooks: readonly Webhook[];
  onEdit: (hook: Webhook) => void;
  onDelete: (hook: Webhook) => void;
};

export function WebhookTable({ place, hooks, onEdit, onDelete }: Props) {
  const mayChange = place.disabledReason === null;
  return (
    <Rows>
      <DataTable
        label="Webhooks"
        rows={hooks}
        keyOf={({ id }) => id}
        rowTest={(index) => `webhook-${index}`}
        columns={[
          {
            id: 'url',
            title: 'Address',
            cell: ({ id, url }) =>
              mayChange ? (
                <Link to={`${place.home}/${id}`} class="code">
                  {url}
                </Link>
              ) : (
                <code>{url}</code>
              ),
          },
          { id: 'state', title: 'State', cell: (hook) => <HookSwitch place={place} hook={hook} /> },
          {
            id: 'secret',
            title: 'Signed',
            cell: ({ secret }) => <span class="quiet">{secret === '' ? 'Not signed' : 'Signed'}</span>,
          },
          { id: 'created', title: 'Created', cell: ({ created_at: at }) => <Day at={at} /> },
          {
            id: 'actions',
            title: 'Change',
            isTitleHidden: true,
            cell: (hook) =>
              mayChange && (
                <span class="row end">
                  <IconButton icon="settings" label={`Change ${hostOf(hook.url)}`} onClick={() => onEdit(hook)} />
                  <IconButton icon="trash" label={`Delete ${hostOf(hook.url)}`} onClick={() => onDelete(hook)} />
                </span>
              ),
          },
        ]}
      />
    </Rows>
  );
}

function HookSwitch({ place, hook: { id, url, enabled } }: { place: WebhookPlace; hook: Webhook }) {
  const host = hostOf(url);
  const act = async (next: boolean, isUndo = false) => {
    try {
      await switchWebhook(place, id, next);
      showToast(
        `${host} is ${next ? 'told of changes' : 'told of nothing'}`,
        isUndo ? {} : { action: { label: 'Undo', run: () => void act(!next, true) } },
      );
    } catch (error) {
      showToast(`${host} was not switched: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Switch
      isOn={enabled}
      label={`The webhook to ${host}`}
      disabledReason={place.disabledReason}
      onChange={(next) => void act(next)}
    />
  );
}
