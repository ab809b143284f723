import type { PublicationStatus } from '../../contract/publications.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, invalid } from '../../core/errors.ts';
import type { Publishers } from '../../core/ports.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';

/** What somebody does to a publication. All of it but `confirm` works with the database away. */
export type PublicationAct =
  | { act: 'revert'; input: { version: number } }
  | { act: 'release' }
  | { act: 'confirm'; input: { hold: string } };

export function showPublication({ publishers }: Context, { environmentId }: Scope): Promise<PublicationStatus> {
  return publishers.status(environmentId ?? 0);
}

const LOGS: Record<PublicationAct['act'], string> = {
  revert: 'Environment goes back to a published version',
  release: 'Environment goes on with what is committed',
  confirm: 'Held publication confirmed',
};

/** Does it in the name of the caller; the audit log has it before it is done. */
export async function actOnPublication(
  context: Context,
  scope: Scope,
  act: PublicationAct,
): Promise<PublicationStatus> {
  const { organisationId, projectId, environmentId } = scope;
  await transact(context, async (write) => {
    recordAudit(write, {
      organisationId,
      projectId,
      environmentId,
      log: LOGS[act.act],
      type: 'ENVIRONMENT',
      change: 'UPDATE',
      objectId: environmentId,
      after: act.act === 'release' ? {} : act.input,
    });
  });
  const { actor } = context;
  const by = actor === null ? 'nobody' : `${actor.kind} ${actor.id}`;
  return perform(context.publishers, environmentId ?? 0, act, by);
}

/** Throws INVALID for a version that is not kept, CONFLICT for what cannot be done now. */
export async function perform(
  publishers: Publishers,
  environmentId: number,
  act: PublicationAct,
  by: string,
): Promise<PublicationStatus> {
  if (act.act === 'release') await publishers.release(environmentId);
  if (act.act === 'revert') {
    const outcome = await publishers.revert(environmentId, act.input.version, by);
    if (outcome === 'not-kept') throw invalid({ version: ['This version is not kept.'] });
    if (outcome === 'gone') throw new DomainError('CONFLICT', 'There is nothing published to go back from.');
  }
  if (act.act === 'confirm') {
    const outcome = await publishers.confirm(environmentId, act.input.hold);
    if (outcome === 'not-held') throw new DomainError('CONFLICT', 'This is not what is held.');
    if (outcome === 'unavailable') throw new DomainError('CONFLICT', 'What is committed cannot be read at the moment.');
  }
  return publishers.status(environmentId);
}
