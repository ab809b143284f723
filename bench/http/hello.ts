import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlainWorker } from './plain-worker.ts';

/** An empty Worker in plain workerd: what the runtime itself costs on this machine, in this run. */
export async function startHello(): Promise<{ url: string; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-hello-'));
  try {
    const script = join(folder, 'hello.js');
    writeFileSync(script, `export default { fetch() { return new Response('hello'); } };`);
    return await startPlainWorker(script);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
