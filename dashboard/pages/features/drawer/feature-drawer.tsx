import { useState } from 'preact/hooks';
import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { toneOf } from '../../../api/environments.ts';
import { whyNot } from '../../../api/permissions.ts';
import { Drawer } from '../../../ui/drawer.tsx';
import { EnvBadge } from '../../../ui/env-badge.tsx';
import { Lazy } from '../../../ui/lazy.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { useFeature } from '../features.api.ts';
import { whyNotSwitch } from '../feature-switch.tsx';
import { ConfirmRemoval } from './confirm-removal.tsx';
import { listDirtyTabs } from './dirty-tabs.ts';
import { nameOption } from './draft-changes.ts';
import { DraftFoot } from './draft-foot.tsx';
import { findFaults } from './draft-faults.ts';
import { readDraft } from './draft-store.ts';
import { compareOptions } from './option-steps.ts';
import { readDescription } from './settings/description-draft.ts';
import { FIRST_TAB, listTabs, type TabProps } from './tabs.ts';
import { useSaving } from './use-saving.ts';

type Props = EnvironmentPageProps & { featureId: number; base: string; onClose: () => void };

/** One feature in one environment, at an address of its own. */
export function FeatureDrawer(props: Props) {
  const { environment, featureId, onClose } = props;
  const view = useFeature(environment.api_key, featureId);
  if (view.kind === 'loaded') return <LoadedDrawer {...props} detail={view.data} />;
  const isMissing = view.kind === 'failed' && view.failure.kind === 'missing';
  return (
    <Drawer title="Feature" onClose={onClose} data-test="feature-drawer">
      {view.kind === 'loading' && <Skeleton rows={4} label="Loading the feature" />}
      {view.kind === 'failed' && (
        <ErrorState
          title={isMissing ? 'This feature is not here' : 'The feature could not be loaded'}
          message={isMissing ? 'It may have been deleted.' : view.failure.message}
          onRetry={isMissing ? undefined : view.retry}
        />
      )}
    </Drawer>
  );
}

function LoadedDrawer(props: Props & { detail: DashFeature }) {
  const { detail, environment, project, featureId, base, params, onClose } = props;
  const [isAsking, setAsking] = useState(false);
  const { name, description } = detail.feature;
  const place = { projectId: project.id, key: environment.api_key, featureId, name, environment: environment.name };
  const draft = readDraft(environment.api_key, detail);
  const saving = useSaving(place, draft);
  const faults = findFaults(draft.draft);
  const isFaulty = Object.keys(faults).length > 0;
  const { removed } = compareOptions(draft.before, draft.draft);
  const dirty = listDirtyTabs(draft.before, draft.draft);
  const tone = toneOf(environment, project.environments);
  const tabs = listTabs();
  const tab = tabs.find(({ id }) => id === params['tab']) ?? FIRST_TAB;

  const isConflict = draft.isOvertaken && !saving.isBusy;

  const save = () => {
    if (isFaulty || isConflict || saving.isBusy) return;
    if (removed.length > 0) setAsking(true);
    else void saving.save();
  };
  const footer = !draft.isDirty ? undefined : (
    <DraftFoot {...props} draft={draft} saving={saving} isFaulty={isFaulty} isConflict={isConflict} onSave={save} />
  );
  const tabProps = { ...props, draft, faults, whyNot: findReasons(props), onDeleted: onClose };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && draft.isDirty) save();
  };
  return (
    <div onKeyDown={onKeyDown}>
      <Drawer
        title={name}
        subtitle={description || undefined}
        actions={<EnvBadge name={environment.name} tone={tone} />}
        onClose={onClose}
        footer={footer}
        data-test="feature-drawer"
      >
        <Tabs
          label={`Parts of ${name}`}
          selected={tab.id}
          tabs={tabs.map(({ id, label }) => ({
            id,
            label,
            isDirty: dirty.includes(id) || (id === 'settings' && readDescription(featureId) !== null),
            to: `${base}/${featureId}${id === FIRST_TAB.id ? '' : `/${id}`}${location.search}`,
          }))}
        />
        <div role="tabpanel" id={`panel-${tab.id}`} aria-labelledby={`tab-${tab.id}`} class="drawer-panel">
          {'load' in tab ? <Lazy load={tab.load} props={tabProps} /> : <tab.Component {...tabProps} />}
        </div>
      </Drawer>
      {isAsking && (
        <ConfirmRemoval
          feature={name}
          project={project.name}
          variations={removed.map(nameOption).join(', ')}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void saving.save();
          }}
        />
      )}
    </div>
  );
}

function findReasons({ environment, project }: Props): TabProps['whyNot'] {
  const value = whyNotSwitch(environment);
  const isGated = environment.minimum_change_request_approvals !== null;
  return {
    value,
    overrides: isGated ? value : whyNot(environment.permissions, 'MANAGE_SEGMENT_OVERRIDES', environment.name),
    feature: whyNot(project.permissions, 'CREATE_FEATURE', project.name),
  };
}
