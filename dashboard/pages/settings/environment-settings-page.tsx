import type { EnvironmentDetail } from '../../../worker/contract/environments.ts';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { CloneEnvironment } from './clone-environment.tsx';
import { DangerZone } from './danger-zone.tsx';
import { EnvironmentFields } from './environment-fields.tsx';
import { EnvironmentForm } from './environment-form.tsx';
import { HideDisabled } from './hide-disabled.tsx';
import { SettingSwitch } from './setting-switch.tsx';
import { environmentPath, useEnvironment } from './settings.api.ts';
import { Versioning } from './versioning.tsx';

export function EnvironmentSettingsPage(props: EnvironmentPageProps) {
  const { environment } = props;
  const view = useEnvironment(environment.api_key);
  return (
    <>
      <PageHeading title="Environment settings" />
      {view.kind === 'loading' && <Skeleton label="Loading settings" rows={8} />}
      {view.kind === 'failed' && (
        <ErrorState title="The settings could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && <Settings {...props} settings={view.data} key={environment.id} />}
    </>
  );
}

type Props = EnvironmentPageProps & { settings: EnvironmentDetail };

function Settings({ project, environment, settings }: Props) {
  const path = environmentPath(environment.api_key);
  const reason = environment.permissions.admin
    ? null
    : `Only administrators of ${environment.name} change its settings.`;
  return (
    <>
      {reason !== null && <Notice>{reason}</Notice>}
      <Panel title="General">
        <EnvironmentForm path={path} settings={settings} disabledReason={reason} />
      </Panel>
      <EnvironmentFields project={project} path={path} settings={settings} reason={reason} />
      <Panel title="What SDKs get">
        <HideDisabled path={path} value={settings.hide_disabled_flags} disabledReason={reason} />
        {SWITCHES.map(({ field, title, hint }) => (
          <SettingSwitch
            key={field}
            path={path}
            field={field}
            value={settings[field]}
            title={title}
            hint={hint}
            disabledReason={reason}
          />
        ))}
      </Panel>
      <Versioning environment={environment} isOn={settings.use_v2_feature_versioning} disabledReason={reason} />
      <CloneEnvironment project={project} environment={environment} />
      <DangerZone
        what="environment"
        name={environment.name}
        path={path}
        to={`/project/${project.id}`}
        hint="With all that features are in it, its keys and its identities."
        disabledReason={reason}
      >
        <p>Applications with its keys are refused within seconds. It cannot be undone.</p>
      </DangerZone>
    </>
  );
}

const SWITCHES = [
  {
    field: 'allow_client_traits',
    title: 'Client-side keys may set traits',
    hint: 'Off: traits that come with the client-side key are not stored.',
  },
  {
    field: 'use_identity_overrides_in_local_eval',
    title: 'Identity overrides in local evaluation',
    hint: 'The environment document holds them, so that servers that evaluate by themselves know them.',
  },
  {
    field: 'use_identity_composite_key_for_hashing',
    title: 'Percentages the same on servers and here',
    hint: 'Buckets are found by environment and identifier. Switching this deals identities out anew.',
  },
  {
    field: 'hide_sensitive_data',
    title: 'Hide sensitive data',
    hint: 'Answers to SDKs leave out ids, dates and descriptions that no SDK needs.',
  },
] as const;
