import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { ROOT } from './project.ts';

export type ToolResult = { code: number; output: string };

/** The file that a package's command starts; packages hide it behind their export lists, so the folder is looked up. */
export function findTool(packageName: string, command = packageName): string {
  const require = createRequire(import.meta.url);
  const folder = (require.resolve.paths(packageName) ?? [])
    .map((place) => join(place, packageName))
    .find((place) => readManifest(place) !== undefined);
  const bin = folder === undefined ? undefined : readManifest(folder)?.bin;
  const file = typeof bin === 'string' ? bin : bin?.[command];
  if (folder === undefined || file === undefined)
    throw new Error(`the command ${command} of ${packageName} is missing`);
  return join(folder, file);
}

/** Runs a tool under this Node with its output on the terminal, passing signals on; resolves to its exit code. */
export function runTool(
  file: string,
  parameters: string[],
  environment: NodeJS.ProcessEnv = {},
  folder = ROOT,
): Promise<number> {
  const child = spawn(process.execPath, [file, ...parameters], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  // The tool is in the same group and gets Ctrl-C too: this process only has to live until it has ended.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a tool under this Node and collects what it prints. */
export function captureTool(
  file: string,
  parameters: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ToolResult> {
  const child = spawn(process.execPath, [file, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

function readManifest(folder: string): { bin?: string | Record<string, string> } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
