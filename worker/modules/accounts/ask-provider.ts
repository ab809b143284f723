import type { Context } from '../../core/context.ts';
import { forbidden, ProviderFailed } from '../../core/errors.ts';

/** The provider has not proven the address of somebody whom nobody here knows by another name. */
export class EmailUnproven extends ProviderFailed {}

/** A setting without which a provider cannot be asked. Throws FORBIDDEN. */
export function required({ setting }: Context, name: string): string {
  const value = setting(name);
  if (value === undefined) throw forbidden(`Signing in this way is not set up here: ${name} is missing.`);
  return value;
}

export const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  body: new URLSearchParams(fields).toString(),
});

type Request = Parameters<Context['outbound']['send']>[0];

type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

/** The provider's answer, if it is one of the kind. Throws ProviderFailed. */
export async function ask<T>({ outbound }: Context, schema: Schema<T>, request: Request): Promise<T> {
  const { host } = new URL(request.url);
  const reply = await outbound.send(request).catch((error: unknown) => {
    throw new ProviderFailed(`${host} cannot be reached.`, { cause: error });
  });
  if (reply.status !== 200) throw new ProviderFailed(`${host} answered ${reply.status}.`);
  const parsed = schema.safeParse(parseJson(reply.text));
  if (!parsed.success) throw new ProviderFailed(`${host} answered something else than expected.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
