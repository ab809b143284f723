import type { Context } from '../../core/context.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { logFailure } from '../../platform/log.ts';

type Owned = { organisationId: number; environmentId: number | null };

export async function sealSecret({ sealer }: Pick<Context, 'sealer'>, owner: Owned, uuid: string, secret: string) {
  return secret === '' ? '' : sealer.seal(secret, placeOf(owner, uuid));
}

/** Empty for none. Rejects if it cannot be read. */
export async function openSecret(
  { sealer }: Pick<Context, 'sealer'>,
  owner: Owned,
  { uuid, sealedSecret }: { uuid: string; sealedSecret: string },
): Promise<string> {
  return sealedSecret === '' ? '' : sealer.open(sealedSecret, placeOf(owner, uuid));
}

/** As `openSecret`, but one secret that was sealed with another key does not hide the other webhooks. */
export async function showSecret(
  context: Pick<Context, 'sealer'>,
  owner: Owned,
  row: { id: number; uuid: string; sealedSecret: string },
): Promise<string> {
  return openSecret(context, owner, row).catch((error: unknown) => {
    logFailure('webhook.secret.unreadable', error, { webhookId: row.id });
    return '';
  });
}

function placeOf({ organisationId, environmentId }: Owned, uuid: string): string {
  const { environmentWebhook, organisationWebhook } = SEALED_PLACES;
  return (environmentId === null ? organisationWebhook : environmentWebhook)(organisationId, uuid);
}
