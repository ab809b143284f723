import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One kind of request; with several bodies, or else several paths on the url's host, they are sent in turn. */
export type Load = {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  bodies?: string[];
  paths?: string[];
};

export type Measured = { perSecond: number; p50Ms: number; p99Ms: number; failures: number };

const CONNECTIONS = 32;

export function hasWrk(): boolean {
  return spawnSync('wrk', ['-v'], { stdio: 'ignore' }).error === undefined;
}

/** Sends the load for some seconds over 32 connections from one thread. */
export async function measure(load: Load, seconds: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
  try {
    const script = join(folder, 'load.lua');
    writeFileSync(script, toLua(load));
    const options = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', script, load.url];
    return parse(await run('wrk', options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toLua({ method = 'GET', headers = {}, bodies, paths }: Load): string {
  const quote = (text: string) => JSON.stringify(text);
  const lines = [`wrk.method = ${quote(method)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`wrk.headers[${quote(name)}] = ${quote(value)}`);
  const turns = bodies ?? paths;
  if (turns !== undefined) {
    const format = bodies === undefined ? 'wrk.format(nil, turns[i])' : 'wrk.format(nil, nil, nil, turns[i])';
    lines.push(
      `local turns = { ${turns.map((text) => `[==[${text}]==]`).join(', ')} }`,
      'local requests, turn = {}, 0',
      `init = function() for i = 1, #turns do requests[i] = ${format} end end`,
      'request = function() turn = turn % #requests + 1; return requests[turn] end',
    );
  }
  return lines.join('\n');
}

function run(command: string, options: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`))));
  });
}

function parse(output: string): Measured {
  const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  return {
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50Ms: milliseconds(/\n\s+50%\s+([\d.]+)(us|ms|s)/.exec(output)),
    p99Ms: milliseconds(/\n\s+99%\s+([\d.]+)(us|ms|s)/.exec(output)),
    failures: [/Non-2xx or 3xx responses: (\d+)/, /connect (\d+)/, /read (\d+)/, /write (\d+)/, /timeout (\d+)/]
      .map(number)
      .reduce((sum, count) => sum + count, 0),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  if (match === null) return Number.NaN;
  const factor = { us: 0.001, ms: 1, s: 1000 }[match[2] ?? 'ms'] ?? 1;
  return Number(match[1]) * factor;
}
