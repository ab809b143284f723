import type { ComponentChildren } from 'preact';
import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Link } from '../../ui/router.tsx';
import type { Configured, IntegrationPlace } from './integration-place.ts';
import { testIntegration } from './integrations.api.ts';
import { useTrial } from './use-trial.ts';

type FrameProps = {
  kind: IntegrationKind;
  state: ComponentChildren;
  /** More to know, below what it does. */
  note?: ComponentChildren;
  actions?: ComponentChildren;
  result?: { passed: boolean; text: string } | null;
};

/** One kind: what it is, how it stands, and what can be done with it. */
export function IntegrationFrame({ kind, state, note, actions, result = null }: FrameProps) {
  return (
    <li class="integration" data-test={`integration-${kind.kind}`}>
      <div class="integration-text">
        <h3>{kind.title}</h3>
        <p class="quiet">{kind.description}</p>
        {note !== undefined && <p class="field-hint">{note}</p>}
        <p role="status" class={result?.passed === false ? 'field-error' : 'field-hint'}>
          {result?.text}
        </p>
      </div>
      <div class="integration-state">{state}</div>
      <div class="integration-actions">{actions}</div>
    </li>
  );
}

type RowProps = {
  place: IntegrationPlace;
  kind: IntegrationKind;
  stored: Configured | null;
  note?: ComponentChildren;
  onEdit: () => void;
  onDelete: () => void;
};

/** One that is set up by its fields. */
export function IntegrationRow({ place, kind, stored, note, onEdit, onDelete }: RowProps) {
  const trial = useTrial(() => testIntegration(place, stored?.id ?? 0));
  if (stored === null) {
    return (
      <IntegrationFrame
        kind={kind}
        state={<Chip>Off</Chip>}
        note={note}
        actions={
          <Button disabledReason={place.disabledReason} onClick={onEdit} data-test={`set-up-${kind.kind}`}>
            Set up
          </Button>
        }
      />
    );
  }
  return (
    <IntegrationFrame
      kind={kind}
      state={<Chip tone="accent">On</Chip>}
      note={note}
      result={trial.result}
      actions={
        place.disabledReason === null && (
          <>
            <Button isBusy={trial.isBusy} onClick={() => void trial.run()} data-test={`test-${kind.kind}`}>
              Send a test event
            </Button>
            <Link to={`${place.home}/${kind.kind}/${stored.id}`} class="button quiet">
              Deliveries<span class="hidden-text"> to {kind.title}</span>
            </Link>
            <IconButton icon="settings" label={`Change ${kind.title}`} onClick={onEdit} />
            <IconButton icon="trash" label={`Remove ${kind.title}`} onClick={onDelete} />
          </>
        )
      }
    />
  );
}
