import { useState } from 'preact/hooks';
import type { DashIntegrations } from '../../../worker/contract/dash.ts';
import { toFailure } from '../../api/failure.ts';
import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Link } from '../../ui/router.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { IntegrationPlace } from './integration-place.ts';
import { IntegrationFrame } from './integration-row.tsx';
import { leaveForSlack, switchSlack, testSlack } from './slack.api.ts';
import { useTrial } from './use-trial.ts';

type Slack = DashIntegrations['slack'];
export type SlackChannel = Slack['channels'][number];

type Props = {
  place: IntegrationPlace;
  kind: IntegrationKind;
  slack: Slack;
  channel: SlackChannel | null;
  /** Of the installation, for who may see them. */
  deliveries: string | null;
  onEdit: () => void;
  onDelete: () => void;
};

/** Slack is installed for the project by its own consent page; the environment then has a channel. */
export function SlackRow({ place, kind, slack, channel, deliveries, onEdit, onDelete }: Props) {
  const trial = useTrial(() => testSlack(place, channel?.id ?? 0));
  if (channel === null) {
    return (
      <IntegrationFrame
        kind={kind}
        state={<Chip>Off</Chip>}
        note={describe(slack)}
        actions={<Begin place={place} slack={slack} onChoose={onEdit} />}
      />
    );
  }
  return (
    <IntegrationFrame
      kind={kind}
      state={<PostSwitch place={place} channel={channel} />}
      note={
        <>
          Posts to the channel <code>{channel.channel_id}</code>.
        </>
      }
      result={trial.result}
      actions={
        place.disabledReason === null && (
          <>
            <Button isBusy={trial.isBusy} onClick={() => void trial.run()} data-test="test-slack">
              Send a test event
            </Button>
            {deliveries !== null && (
              <Link to={deliveries} class="button quiet">
                Deliveries<span class="hidden-text"> to Slack</span>
              </Link>
            )}
            <IconButton icon="settings" label="Choose another channel" onClick={onEdit} />
            <IconButton icon="trash" label="Remove Slack" onClick={onDelete} />
          </>
        )
      }
    />
  );
}

function describe({ has_app: hasApp, installation }: Slack): string {
  if (installation !== null) return 'Slack is installed for the project; this environment has no channel yet.';
  if (hasApp) return 'You go to Slack, choose a workspace, and come back here.';
  return 'This server has no Slack app yet: whoever runs it sets SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.';
}

function Begin({ place, slack, onChoose }: { place: IntegrationPlace; slack: Slack; onChoose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    try {
      await leaveForSlack(place);
    } catch (error) {
      showToast(`Slack was not reached: ${toFailure(error).message}`, { tone: 'bad' });
      setBusy(false);
    }
  };
  const isInstalled = slack.installation !== null;
  const reason = slack.has_app ? null : 'SLACK_CLIENT_ID is not set on this server.';
  return (
    <>
      {isInstalled && (
        <Button disabledReason={place.disabledReason} onClick={onChoose} data-test="choose-channel">
          Choose a channel
        </Button>
      )}
      {(!isInstalled || slack.has_app) && (
        <Button
          kind={isInstalled ? 'quiet' : 'plain'}
          isBusy={isBusy}
          disabledReason={place.disabledReason ?? reason}
          onClick={() => void leave()}
          data-test="install-slack"
        >
          {isInstalled ? 'Install again' : 'Install in Slack'}
        </Button>
      )}
    </>
  );
}

function PostSwitch({ place, channel }: { place: IntegrationPlace; channel: SlackChannel }) {
  const act = async (next: boolean, isUndo = false) => {
    try {
      await switchSlack(place, channel.id, next);
      showToast(
        next ? 'Changes are posted to Slack' : 'Nothing is posted to Slack',
        isUndo ? {} : { action: { label: 'Undo', run: () => void act(!next, true) } },
      );
    } catch (error) {
      showToast(`Slack was not switched: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Switch
      isOn={channel.enabled}
      label={`Slack for ${place.name}`}
      disabledReason={place.disabledReason}
      onChange={(next) => void act(next)}
    />
  );
}
