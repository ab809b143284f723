import type { ProjectDetail } from '../../../worker/contract/projects.ts';
import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { CustomFields } from './custom-fields/custom-fields.tsx';
import { DangerZone } from './danger-zone.tsx';
import { ProjectForm } from './project-form.tsx';
import { SettingSwitch } from './setting-switch.tsx';
import { projectPath, useProject } from './settings.api.ts';
import { Tags } from './tags.tsx';

export function ProjectSettingsPage(props: ProjectPageProps) {
  const { project } = props;
  const view = useProject(project.id);
  return (
    <>
      <PageHeading title="Project settings" />
      {view.kind === 'loading' && <Skeleton label="Loading settings" rows={8} />}
      {view.kind === 'failed' && (
        <ErrorState title="The settings could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && <Settings {...props} settings={view.data} key={project.id} />}
    </>
  );
}

function Settings({ project, settings }: ProjectPageProps & { settings: ProjectDetail }) {
  const path = projectPath(project.id);
  const reason = project.permissions.admin ? null : `Only administrators of ${project.name} change its settings.`;
  return (
    <>
      {reason !== null && <Notice>{reason}</Notice>}
      <Panel title="General">
        <ProjectForm path={path} settings={settings} disabledReason={reason} />
      </Panel>
      <Panel title="Rules">
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
      <Tags project={project} />
      <CustomFields place={{ organisation: project.organisation, project: project.id }} disabledReason={reason} />
      <DangerZone
        what="project"
        name={project.name}
        path={path}
        to={`/organisation/${project.organisation}/projects`}
        hint="With its environments, features, segments and identities."
        disabledReason={reason}
      >
        <p>Applications with keys of its environments are refused within seconds. It cannot be undone.</p>
      </DangerZone>
    </>
  );
}

const SWITCHES = [
  {
    field: 'hide_disabled_flags',
    title: 'Hide flags that are off',
    hint: 'They are not sent at all, so nobody learns of what is to come. An environment can say otherwise.',
  },
  {
    field: 'only_allow_lower_case_feature_names',
    title: 'Names of features in lower case',
    hint: 'Names of features that are there already stay as they are.',
  },
  {
    field: 'prevent_flag_defaults',
    title: 'New features are off and have no value',
    hint: 'What somebody enters when they create a feature holds in no environment until it is set there.',
  },
  {
    field: 'enforce_feature_owners',
    title: 'New features need an owner',
    hint: 'A person or a group who answers for it.',
  },
  {
    field: 'enable_realtime_updates',
    title: 'Realtime updates',
    hint: 'SDKs that listen are told of a change at once and need not ask again and again.',
  },
] as const;
