import { parseArgs } from 'node:util';

/** What instruments are told on their command line. */
export type Options = {
  /** A deployment to look at, instead of the product started here. Without a slash at its end. */
  url: string | null;
  environmentKey: string | null;
  serverKey: string | null;
  /** A user's token, or a master key; also by the variable HALYARD_TOKEN, which no list of processes shows. */
  token: string | null;
  feature: string | null;
  readers: number | null;
  rounds: number | null;
  seconds: number | null;
  withWrites: boolean;
  frozenReads: boolean;
};

/** Something that whoever called can put right: told without a stack. */
export class Refusal extends Error {}

export function readOptions(argv = process.argv.slice(2)): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      url: { type: 'string' },
      'environment-key': { type: 'string' },
      'server-key': { type: 'string' },
      token: { type: 'string' },
      feature: { type: 'string' },
      readers: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'with-writes': { type: 'boolean', default: false },
      'frozen-reads': { type: 'boolean', default: false },
    },
  });
  return {
    url: readUrl(values.url),
    environmentKey: values['environment-key'] ?? null,
    serverKey: values['server-key'] ?? null,
    token: values.token ?? process.env['HALYARD_TOKEN'] ?? null,
    feature: values.feature ?? null,
    readers: readCount('readers', values.readers),
    rounds: readCount('rounds', values.rounds),
    seconds: readCount('seconds', values.seconds),
    withWrites: values['with-writes'],
    frozenReads: values['frozen-reads'],
  };
}

/** The value, or a refusal that names what is missing and why it is needed. */
export function need(value: string | null, name: string, why: string): string {
  if (value === null || value === '') throw new Refusal(`--${name} is needed: ${why}`);
  return value;
}

/** Runs an instrument; what can be put right is told in one line, and ends with 1. */
export async function runInstrument(run: (options: Options) => Promise<void>): Promise<void> {
  try {
    await run(readOptions());
  } catch (error) {
    const isPlain =
      error instanceof Refusal || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    if (!isPlain) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

function readUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Refusal(`--url is no address that begins with http or https: ${text}`);
  }
  return text.replace(/\/+$/, '');
}

function readCount(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Refusal(`--${name} is no number from 1 to 999999: ${text}`);
  return Number(text);
}
