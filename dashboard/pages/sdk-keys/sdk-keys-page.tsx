import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { isFlagOn } from '../../api/own-flags.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Callers } from './callers-panel.tsx';
import { ServerKeys } from './server-keys.tsx';

export function SdkKeysPage({ project, environment }: EnvironmentPageProps) {
  return (
    <>
      <PageHeading title="SDK keys" lead={`What applications ask for the flags of ${environment.name} with.`} />
      <Panel
        title="Client-side key"
        lead="For browsers and apps. It is no secret: who has it sees the flags, and nothing else."
      >
        <CopyField label="Client-side environment key" text={environment.api_key} />
      </Panel>
      {isFlagOn('serverside_sdk_keys') && <ServerKeys environment={environment} />}
      {project.organisation_permissions.admin && <Callers project={project} environment={environment} />}
    </>
  );
}
