import { toFailure } from './failure.ts';

/** What went wrong in one sentence or more, with what the server says of single fields. */
export function describeFailure(error: unknown): string {
  const failure = toFailure(error);
  const sentences = failure.kind === 'invalid' ? Object.values(failure.fields).flat() : [];
  return [failure.message, ...sentences].filter(Boolean).join(' ');
}
