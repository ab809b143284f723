import { useState } from 'preact/hooks';
import type { DashIntegrations } from '../../../worker/contract/dash.ts';
import { offeredKinds } from '../../api/integration-catalogue.ts';
import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { place as address, setQuery } from '../../ui/router.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { Elsewhere, type Else } from './elsewhere.tsx';
import { IntegrationDialog } from './integration-dialog.tsx';
import type { Configured, IntegrationPlace } from './integration-place.ts';
import { IntegrationRow } from './integration-row.tsx';
import { RemoveIntegration } from './remove-integration.tsx';
import { SlackRow, type SlackChannel } from './slack-row.tsx';

/** Slack in one environment. */
type SlackPart = { slack: DashIntegrations['slack']; channel: SlackChannel | null; deliveries: string | null };
type Props = {
  place: IntegrationPlace;
  /** What is set up at exactly this place. */
  configured: readonly Configured[];
  /** Absent where Slack has no place. */
  slack?: SlackPart;
  noteOf?: (kind: string) => string | undefined;
  elsewhere: (kind: IntegrationKind) => Omit<Else, 'kind'>;
};

type Open = { what: 'edit' | 'delete'; kind: IntegrationKind };

/** Every kind that is offered: first those that belong here, then where the others do. */
export function IntegrationsPage({ place, configured, slack, noteOf, elsewhere }: Props) {
  const [open, setOpen] = useState<Open | null>(null);
  const kinds = offeredKinds();
  const here = kinds.filter(({ scopes }) => scopes.includes(place.scope));
  const others = kinds.filter(({ scopes }) => !scopes.includes(place.scope));
  const storedOf = (kind: string) => configured.find((one) => one.kind === kind) ?? null;
  const channel = slack?.channel ?? null;
  const trip = address.value.query.get('slack');
  const close = () => {
    setOpen(null);
    if (trip !== null) setQuery({ slack: null });
  };
  const rowOf = (kind: IntegrationKind) => {
    const row = {
      place,
      kind,
      onEdit: () => setOpen({ what: 'edit', kind }),
      onDelete: () => setOpen({ what: 'delete', kind }),
    };
    if (kind.kind === 'slack' && slack !== undefined) return <SlackRow key="slack" {...row} {...slack} />;
    return <IntegrationRow key={kind.kind} {...row} stored={storedOf(kind.kind)} note={noteOf?.(kind.kind)} />;
  };
  return (
    <>
      <Heading name={place.name} />
      {place.disabledReason !== null && <Notice>{place.disabledReason}</Notice>}
      {trip === 'denied' && <Notice tone="warning">Slack was not installed: it was declined at Slack.</Notice>}
      {kinds.length === 0 && (
        <EmptyState icon="plug" title="None is offered">
          Whoever runs this server offers no integration.
        </EmptyState>
      )}
      {here.length > 0 && (
        <Panel title={`For ${place.name}`}>
          <ul class="integrations">{here.map(rowOf)}</ul>
        </Panel>
      )}
      {others.length > 0 && (
        <Panel title="Set up elsewhere">
          <Elsewhere kinds={others.map((kind) => ({ kind, ...elsewhere(kind) }))} />
        </Panel>
      )}
      {isChoosing(open, slack, trip) && <ChannelDialog place={place} stored={channel} onClose={close} />}
      {open?.what === 'edit' && open.kind.kind !== 'slack' && (
        <IntegrationDialog place={place} kind={open.kind} stored={storedOf(open.kind.kind)} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <RemoveIntegration
          place={place}
          kind={open.kind}
          id={(open.kind.kind === 'slack' ? channel : storedOf(open.kind.kind))?.id ?? null}
          onClose={close}
        />
      )}
    </>
  );
}

/** Who comes back from Slack goes on with the channel. */
function isChoosing(open: Open | null, slack: SlackPart | undefined, trip: string | null): boolean {
  if (open !== null) return open.what === 'edit' && open.kind.kind === 'slack';
  return trip === 'back' && slack !== undefined && slack.slack.installation !== null && slack.channel === null;
}

export function Heading({ name }: { name: string }) {
  return (
    <PageHeading
      title="Integrations"
      lead={`Systems that hear of changes in ${name}, or of what identities are served.`}
    />
  );
}
