import type { OrganisationPageProps } from '../../../api/bootstrap.ts';
import { PageHeading } from '../../../ui/heading.tsx';
import { InviteLinks } from './invite-links.tsx';
import { Invites } from './invites.tsx';
import { Members } from './members.tsx';

export function MembersPage({ boot, organisation }: OrganisationPageProps) {
  const isAdmin = organisation.role === 'ADMIN';
  return (
    <>
      <PageHeading title="Members" lead={`Who is in ${organisation.name}.`} />
      <Members organisation={organisation} ownId={boot.user.id} key={organisation.id} />
      {isAdmin && <Invites organisation={organisation} sendsMail={boot.capabilities.sends_mail} />}
      {isAdmin && <InviteLinks organisation={organisation} />}
    </>
  );
}
