import { ProviderFailed } from '../core/errors.ts';
import type { Reply } from './reply.ts';

/** The answer, or what the provider was not willing or able to do. */
export async function orProviderProblem(answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof ProviderFailed)) throw error;
    return { status: 502, body: { message: error.message } };
  }
}
