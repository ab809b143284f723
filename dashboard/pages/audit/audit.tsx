// The audit log of an organisation and of a project: one chunk.
import './audit.css';
import type { OrganisationPageProps, ProjectPageProps } from '../../api/bootstrap.ts';
import { whyNot } from '../../api/permissions.ts';
import { hasAuditLog } from '../../api/plans.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Notice } from '../../ui/states.tsx';
import { AuditPage } from './audit-page.tsx';

const NO_PLAN = 'Whoever runs this server keeps the audit log for organisations with a larger plan.';

export function OrganisationAudit({ organisation }: OrganisationPageProps) {
  const reason =
    organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see its audit log.`;
  const refusal = hasAuditLog(organisation) ? reason : NO_PLAN;
  if (refusal !== null) return <Refused reason={refusal} />;
  return (
    <AuditPage
      base={`/api/v1/organisations/${organisation.id}/`}
      name={organisation.name}
      organisationId={organisation.id}
      environments={[]}
      key={organisation.id}
    />
  );
}

export function ProjectAudit({ boot, project }: ProjectPageProps) {
  const organisation = boot.organisations.find(({ id }) => id === project.organisation);
  const hasPlan = organisation === undefined || hasAuditLog(organisation);
  const refusal = hasPlan ? whyNot(project.permissions, 'VIEW_AUDIT_LOG', project.name) : NO_PLAN;
  if (refusal !== null) return <Refused reason={refusal} />;
  return (
    <AuditPage
      base={`/api/v1/projects/${project.id}/`}
      name={project.name}
      organisationId={project.organisation}
      environments={project.environments}
      key={project.id}
    />
  );
}

function Refused({ reason }: { reason: string }) {
  return (
    <>
      <PageHeading title="Audit log" />
      <Notice>{reason}</Notice>
    </>
  );
}
