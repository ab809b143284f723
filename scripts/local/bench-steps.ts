import { spawn } from 'node:child_process';
import { ROOT } from './project.ts';

/** Runs a script of the project in a process of its own, so that benchmarks do not share a heap. */
export function runNode(script: string[]): Promise<void> {
  return run(process.execPath, script);
}

export function runNpm(options: string[]): Promise<void> {
  return run('npm', options);
}

function run(command: string, options: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { cwd: ROOT, stdio: 'inherit' });
    // The child decides when it ends: it may have something to put back.
    const forwards = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => [name, () => child.kill(name)] as const);
    for (const [name, forward] of forwards) process.on(name, forward);
    child.on('error', reject);
    child.on('exit', (code) => {
      for (const [name, forward] of forwards) process.off(name, forward);
      // Not what else it was told: that may be a secret.
      if (code === 0) resolve();
      else reject(new Error(`${options[0] ?? command} ended with ${code}`));
    });
  });
}
