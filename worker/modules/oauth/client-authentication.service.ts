import type { Context } from '../../core/context.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { findClient, type Client } from './clients.queries.ts';
import { OAuthFault } from './oauth-fault.ts';

type Parameters = { client_id?: string | undefined; client_secret?: string | undefined };

/** The application that sent the request, by Basic authentication, by a secret in the form, or, if it is public, by its name. Throws OAuthFault. */
export async function authenticateClient(
  { database }: Context,
  parameters: Parameters,
  authorization: string | null,
): Promise<Client> {
  const basic = readBasic(authorization);
  if (basic !== null && parameters.client_secret) {
    throw new OAuthFault('invalid_request', 'Use one way of client authentication, not two.');
  }
  if (basic !== null && parameters.client_id !== undefined && parameters.client_id !== basic.id) {
    throw new OAuthFault('invalid_request', 'The header and the form name two different clients.');
  }
  const id = basic?.id ?? parameters.client_id ?? '';
  const secret = basic?.secret ?? parameters.client_secret ?? '';
  const client = isClientId(id) ? await findClient(database.db, id) : null;
  const holds = client !== null && (await holdsSecret(client, secret));
  if (!holds) throw new OAuthFault('invalid_client', 'Client authentication failed.');
  return client;
}

/** What could be the name of an application. */
export const isClientId = (text: string) => /^[\x21-\x7e]{1,100}$/.test(text);

async function holdsSecret({ clientType, clientSecretHash }: Client, secret: string): Promise<boolean> {
  if (clientType === 'public') return secret === '';
  return clientSecretHash !== null && (await sha256Hex(secret)) === clientSecretHash;
}

/** Both parts are encoded like a form's. */
function readBasic(authorization: string | null): { id: string; secret: string } | null {
  const encoded = /^basic\s+([\w+/=-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  try {
    const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(atob(encoded)) ?? [];
    return { id: decodeForm(id), secret: decodeForm(secret) };
  } catch {
    throw new OAuthFault('invalid_client', 'The Authorization header cannot be read.');
  }
}

const decodeForm = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
