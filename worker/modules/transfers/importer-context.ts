import type { Actor } from '../../core/access.ts';
import type { Context, ManagementPorts } from '../../core/context.ts';
import { logFailure } from '../../platform/log.ts';

type User = { id: number; email: string; is_superuser: boolean };

export function toUserActor({ id, email, is_superuser: isSuperuser }: User): Actor {
  return { kind: 'user', id, email, isSuperuser, tokenId: null, credential: 'application', lacksSecondFactor: false };
}

/**
 * For work that follows a request: it acts for whoever asked for it, whoever finishes it. `settle` waits for what the work has put off, as no
 * request waits for it.
 */
export function toImporterContext(
  ports: ManagementPorts,
  actor: Actor | null,
  name: string,
): { context: Context; settle: () => Promise<void> } {
  const deferred: Promise<unknown>[] = [];
  const context: Context = {
    ...ports,
    actor,
    origin: '',
    address: 'unknown',
    signsInTo: 'token',
    userAgent: '',
    requestId: name,
    defer: (work) => {
      deferred.push(work.catch((error: unknown) => logFailure('import.deferred.failed', error, { name })));
    },
    now: () => new Date(),
  };
  const settle = async () => {
    await Promise.all(deferred);
  };
  return { context, settle };
}
