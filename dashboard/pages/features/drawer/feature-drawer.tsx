import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { toneOf } from '../../../api/environments.ts';
import { may } from '../../../api/permissions.ts';
import { toFailure } from '../../../api/failure.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { Drawer } from '../../../ui/drawer.tsx';
import { EnvBadge } from '../../../ui/env-badge.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { saveFlag, useFeature, type Save } from '../features.api.ts';
import { whyNotSwitch } from '../feature-switch.tsx';
import { readDraft } from './draft-store.ts';
import { findFaults, listChanges, toSave, type DraftNames } from './flag-draft.ts';
import { SaveBar } from './save-bar.tsx';
import { TABS } from './tabs.ts';

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
  const submission = useSubmit();
  const draft = readDraft(environment.api_key, featureId, detail.flag);
  const faults = findFaults(draft.draft);
  const changes = listChanges(draft.before, draft.draft, namesOf(detail));
  const tone = toneOf(environment, project.environments);
  const tab = TABS.find(({ id }) => id === params['tab']) ?? TABS[0];
  const { name, description } = detail.feature;

  const store = (save: Save) => saveFlag(project.id, environment.api_key, featureId, save);
  const save = async () => {
    const wanted = toSave(draft.before, draft.draft);
    const undo = toSave(draft.draft, draft.before);
    if (wanted === null || Object.keys(faults).length > 0) return;
    if (!(await submission.run(() => store(wanted)))) return;
    draft.discard();
    const takeBack = () => {
      if (undo === null) return;
      store(undo).then(
        () => showToast(`${name} in ${environment.name} is as it was before`),
        (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
      );
    };
    showToast(`Saved ${name} in ${environment.name}`, { action: { label: 'Undo', run: takeBack } });
  };
  const footer = !draft.isDirty ? undefined : (
    <SaveBar
      changes={changes}
      environment={environment.name}
      tone={tone}
      message={submission.failure === null ? null : describeFailure(submission.failure)}
      isBusy={submission.isBusy}
      isFaulty={Object.keys(faults).length > 0}
      isOvertaken={draft.isOvertaken}
      onSave={() => void save()}
      onDiscard={draft.discard}
    />
  );
  const TabContent = tab.Component;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && draft.isDirty) void save();
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
          tabs={TABS.map(({ id, label }) => ({
            id,
            label,
            to: `${base}/${featureId}${id === TABS[0].id ? '' : `/${id}`}${location.search}`,
          }))}
        />
        <div role="tabpanel" id={`panel-${tab.id}`} aria-labelledby={`tab-${tab.id}`} class="drawer-panel">
          <TabContent {...props} draft={draft} faults={faults} readOnlyReason={whyReadOnly(props)} />
        </div>
      </Drawer>
    </div>
  );
}

/** Who may write neither the default nor overrides can change nothing. */
function whyReadOnly({ environment }: Props): string | null {
  const mayOverride = may(environment.permissions, 'MANAGE_SEGMENT_OVERRIDES');
  const reason = whyNotSwitch(environment);
  return mayOverride && environment.minimum_change_request_approvals === null ? null : reason;
}

function namesOf({ segments, feature }: DashFeature): DraftNames {
  const options = feature.multivariate_options.map((option) => [
    option.id,
    option.key ?? String(option.string_value ?? option.integer_value ?? option.boolean_value ?? option.id),
  ]);
  return {
    segments: Object.fromEntries(segments.map(({ id, name }) => [id, name])),
    options: Object.fromEntries(options),
  };
}

/** All that the server says, wherever in the form it belongs. */
function describeFailure(failure: NonNullable<ReturnType<typeof useSubmit>['failure']>): string {
  const sentences = failure.kind === 'invalid' ? Object.values(failure.fields).flat() : [];
  return [failure.message, ...sentences].filter(Boolean).join(' ');
}
