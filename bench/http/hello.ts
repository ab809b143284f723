import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/local/free-port.ts';
import { findWorkerd } from '../../scripts/local/runtime.ts';

const WORKER = `export default { fetch() { return new Response('hello'); } };`;

/** An empty Worker in plain workerd: what the runtime itself costs on this machine, in this run. */
export async function startHello(): Promise<{ url: string; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-hello-'));
  const port = await findFreePort();
  writeFileSync(join(folder, 'worker.js'), WORKER);
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
     const config :Workerd.Config = (
       services = [(name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")],
         compatibilityDate = "2026-10-01"))],
       sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`,
  );
  const child = spawn(findWorkerd(), ['serve', join(folder, 'config.capnp')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  await waitFor(url);
  return {
    url,
    stop: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitFor(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}
