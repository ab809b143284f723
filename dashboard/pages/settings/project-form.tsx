import type { ProjectDetail } from '../../../worker/contract/projects.ts';
import { Input, NumberField } from '../../ui/field.tsx';
import { SettingsForm } from './settings-form.tsx';
import { toProjectBody, type ProjectDraft } from './project-draft.ts';

type Props = { path: string; settings: ProjectDetail; disabledReason: string | null };

export function ProjectForm({ path, settings, disabledReason }: Props) {
  const isReadOnly = disabledReason !== null;
  const approvals = settings.minimum_change_request_approvals;
  const stored: ProjectDraft = {
    name: settings.name,
    regex: settings.feature_name_regex ?? '',
    staleDays: String(settings.stale_flags_limit_days),
    approvals: approvals === null ? '' : String(approvals),
  };
  return (
    <SettingsForm
      path={path}
      stored={stored}
      toBody={toProjectBody}
      disabledReason={disabledReason}
      test="save-project"
    >
      {(draft, change, submission) => (
        <>
          <Input
            label="Name"
            value={draft.name}
            onInput={(name) => change({ name })}
            errors={submission.errorsOf('name')}
            isRequired
            isReadOnly={isReadOnly}
            data-test="project-name"
          />
          <Input
            label="Pattern for names of features"
            value={draft.regex}
            onInput={(regex) => change({ regex })}
            hint="A regular expression that a whole name must fit. Empty: every name will do."
            errors={submission.errorsOf('feature_name_regex')}
            isCode
            isReadOnly={isReadOnly}
            data-test="feature-name-regex"
          />
          <NumberField
            label="A feature is stale after so many days without a change"
            value={draft.staleDays}
            onInput={(staleDays) => change({ staleDays })}
            min={1}
            errors={submission.errorsOf('stale_flags_limit_days')}
            isReadOnly={isReadOnly}
            data-test="stale-days"
          />
          <NumberField
            label="Approvals that a change of a segment needs"
            value={draft.approvals}
            onInput={(text) => change({ approvals: text })}
            min={0}
            hint="Empty: segments are changed without change requests."
            errors={submission.errorsOf('minimum_change_request_approvals')}
            isReadOnly={isReadOnly}
          />
        </>
      )}
    </SettingsForm>
  );
}
