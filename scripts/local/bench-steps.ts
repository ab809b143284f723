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
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${options.join(' ')} ended with ${code}`)),
    );
  });
}
