import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../scripts/local/free-port.ts';
import { findWorkerd } from '../../scripts/local/runtime.ts';

/** Runs a Worker of one module, without bindings, in plain workerd. Ready when it answers a request for the path. */
export async function startPlainWorker(
  script: string,
  path = '/',
): Promise<{ url: string; pid: number; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-plain-'));
  const port = await findFreePort();
  copyFileSync(script, join(folder, 'worker.js'));
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
     const config :Workerd.Config = (
       services = [(name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")],
         compatibilityDate = "2026-10-01"))],
       sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`,
  );
  const child = spawn(findWorkerd(), ['serve', join(folder, 'config.capnp')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}${path}`;
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await fetch(url).catch(() => null);
    if (response !== null) return { url, pid: child.pid ?? 0, stop };
    await sleep(50);
  }
  stop();
  throw new Error('the plain Worker does not answer');
}
