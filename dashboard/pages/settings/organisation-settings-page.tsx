import type { Organisation } from '../../../worker/contract/organisations.ts';
import type { OrganisationPageProps } from '../../api/bootstrap.ts';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { CustomFields } from './custom-fields/custom-fields.tsx';
import { DangerZone } from './danger-zone.tsx';
import { SettingSwitch } from './setting-switch.tsx';
import { SettingsForm } from './settings-form.tsx';
import { organisationPath, useOrganisation, useSecondFactors } from './settings.api.ts';

export function OrganisationSettingsPage({ organisation }: OrganisationPageProps) {
  return (
    <>
      <PageHeading title="Organisation settings" />
      {organisation.role === 'ADMIN' ? (
        <Loaded id={organisation.id} key={organisation.id} />
      ) : (
        <Notice>Administrators of {organisation.name} alone see and change its settings.</Notice>
      )}
    </>
  );
}

function Loaded({ id }: { id: number }) {
  const view = useOrganisation(id);
  if (view.kind === 'loading') return <Skeleton label="Loading settings" rows={5} />;
  if (view.kind === 'loaded') return <Settings organisation={view.data} />;
  return <ErrorState title="The settings could not be loaded" message={view.failure.message} onRetry={view.retry} />;
}

function Settings({ organisation }: { organisation: Organisation }) {
  const path = organisationPath(organisation.id);
  const own = useOwnReason();
  const stored = { name: organisation.name, mail: organisation.webhook_notification_email ?? '' };
  return (
    <>
      <Panel title="General">
        <SettingsForm path={path} stored={stored} toBody={toBody} disabledReason={null} test="save-organisation">
          {(draft, change, submission) => (
            <>
              <Input
                label="Name"
                value={draft.name}
                onInput={(name) => change({ name })}
                errors={submission.errorsOf('name')}
                isRequired
                data-test="organisation-name"
              />
              <Input
                label="Tell of failing webhooks"
                type="email"
                value={draft.mail}
                onInput={(mail) => change({ mail })}
                hint="An address that gets a mail when a webhook has given up. Empty: nobody."
                errors={submission.errorsOf('webhook_notification_email')}
                data-test="notification-email"
              />
            </>
          )}
        </SettingsForm>
      </Panel>
      <Panel title="Rules">
        <SettingSwitch
          path={path}
          field="restrict_project_create_to_admin"
          value={organisation.restrict_project_create_to_admin}
          title="Only administrators create projects"
          hint="Off: members with the permission may, too."
          disabledReason={null}
        />
        <SettingSwitch
          path={path}
          field="force_2fa"
          value={organisation.force_2fa}
          title="Everybody needs a second factor"
          hint="Members see nothing of the organisation until they have set one up in their account."
          disabledReason={own}
        />
      </Panel>
      <CustomFields place={{ organisation: organisation.id, project: null }} disabledReason={null} />
      <DangerZone
        what="organisation"
        name={organisation.name}
        path={path}
        to="/organisations"
        hint="With all its projects, and everybody’s membership."
        disabledReason={null}
      >
        <p>Applications with keys of its environments are refused within seconds. It cannot be undone.</p>
      </DangerZone>
    </>
  );
}

/** Who asks it of everybody would else be the first to be locked out. */
function useOwnReason(): string | null {
  const factors = useSecondFactors();
  if (factors.kind !== 'loaded') return 'It is not known yet whether you have one.';
  return factors.data.length > 0 ? null : 'Set up a second factor in your own account first.';
}

const toBody = ({ mail, ...rest }: { name?: string; mail?: string }) =>
  mail === undefined ? rest : { ...rest, webhook_notification_email: mail === '' ? null : mail };
