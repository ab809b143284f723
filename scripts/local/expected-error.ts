/** A failure the person at the terminal can act on: shown as its message alone, without a stack trace. */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}
