import { useState } from 'preact/hooks';
import type { Feature } from '../../../../worker/contract/features.ts';
import type { DashProject, Environment } from '../../../api/bootstrap.ts';
import { isProtected } from '../../../api/environments.ts';
import { whyNot } from '../../../api/permissions.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm, ConfirmByName } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { whyNotDelete } from '../feature-deletion.ts';
import { whyNotSwitch } from '../feature-switch.tsx';
import { archive, countFeatures, remove, tag, turn, type BulkAction } from './bulk-actions.ts';
import { useBulk } from './use-bulk.ts';

type Props = {
  project: DashProject;
  environment: Environment;
  features: readonly Feature[];
  onClear: () => void;
};

/** What can be done to all features that are selected. */
export function BulkBar({ project, environment, features, onClear }: Props) {
  const place = { project, environment };
  const bulk = useBulk(onClear);
  const [asking, setAsking] = useState<{ kind: 'switch'; isOn: boolean } | { kind: 'delete' } | null>(null);
  const noSwitch = whyNotSwitch(environment);
  const noChange = whyNot(project.permissions, 'CREATE_FEATURE', project.name);
  const noDelete = features.map((feature) => whyNotDelete(project, feature)).find((reason) => reason !== null) ?? null;
  const isArchived = features.every((feature) => feature.is_archived);
  const count = countFeatures(features.length);
  const start = (action: BulkAction) => {
    setAsking(null);
    void bulk.start(features, action);
  };
  const press = (isOn: boolean) =>
    isProtected(environment) ? setAsking({ kind: 'switch', isOn }) : start(turn(place, isOn));
  const onTags = features.flatMap(({ tags }) => tags);
  const tags = project.tags.flatMap(({ id, label }) => [
    ...(features.every((one) => one.tags.includes(id))
      ? []
      : [{ label: `Add ${label}`, onChoose: () => start(tag(place, id, true)) }]),
    ...(onTags.includes(id) ? [{ label: `Remove ${label}`, onChoose: () => start(tag(place, id, false)) }] : []),
  ]);
  return (
    <div class="bulk-bar" role="region" aria-label="Selected features" data-test="bulk-bar">
      <span class="bulk-count" role="status">
        {bulk.progress === null ? `${count} selected` : `${bulk.progress.finished} of ${bulk.progress.of} done …`}
      </span>
      <Button disabledReason={noSwitch} isBusy={bulk.progress !== null} onClick={() => press(true)}>
        Turn on
      </Button>
      <Button disabledReason={noSwitch} isBusy={bulk.progress !== null} onClick={() => press(false)}>
        Turn off
      </Button>
      {tags.length > 0 && noChange === null && (
        <Menu label="Tags of the selected features" items={tags} buttonClass="bulk-menu">
          Tags <Icon name="down" />
        </Menu>
      )}
      <Button
        disabledReason={noChange}
        isBusy={bulk.progress !== null}
        onClick={() => start(archive(place, !isArchived))}
      >
        {isArchived ? 'Unarchive' : 'Archive'}
      </Button>
      <Button
        icon="trash"
        disabledReason={noDelete}
        isBusy={bulk.progress !== null}
        onClick={() => setAsking({ kind: 'delete' })}
      >
        Delete
      </Button>
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
      {asking?.kind === 'switch' && (
        <Confirm
          title={`Turn ${count} ${asking.isOn ? 'on' : 'off'}?`}
          action={asking.isOn ? 'Turn on' : 'Turn off'}
          onClose={() => setAsking(null)}
          onConfirm={() => start(turn(place, asking.isOn))}
        >
          <p>For everybody in {environment.name}, within seconds.</p>
        </Confirm>
      )}
      {asking?.kind === 'delete' && (
        <AskDelete
          {...{ count, project, features }}
          onClose={() => setAsking(null)}
          onConfirm={() => start(remove(place))}
        />
      )}
    </div>
  );
}

type AskProps = {
  count: string;
  project: DashProject;
  features: readonly Feature[];
  onConfirm: () => void;
  onClose: () => void;
};

function AskDelete({ count, project, features, onConfirm, onClose }: AskProps) {
  return (
    <ConfirmByName
      title={`Delete ${count}?`}
      name={count}
      action={`Delete ${count}`}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>
        {features.map(({ name }) => name).join(', ')} go from every environment of {project.name}, with all overrides.
        This cannot be undone.
      </p>
    </ConfirmByName>
  );
}
