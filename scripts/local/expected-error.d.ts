/** A failure the person at the terminal can act on: shown as its message alone, without a stack trace. */
export declare class ExpectedError extends Error {
  name: string;
}
