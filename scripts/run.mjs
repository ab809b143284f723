// The door to every npm script: makes sure that the packages are those of the lockfile, then goes on under the pinned
// Node. Plain JavaScript without packages, because it starts on the machine's own Node (20 or later).
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './local/lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const COMMANDS = [
  'start',
  'dev',
  'test',
  'check',
  'build',
  'bench',
  'instrument',
  'deploy',
  'audit-verify',
  'rotate-secrets',
];

const [command = '', ...parameters] = process.argv.slice(2);
if (!COMMANDS.includes(command)) fail(`Unknown command "${command}". There are: ${COMMANDS.join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or later is needed; this is ${process.version}.`);
await installPackages();
runCommand(findNode());

async function installPackages() {
  // A linked node_modules belongs to another checkout.
  if (isComplete() || lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = await waitForLock(join(root, '.cache', 'install.lock'));
  try {
    if (!isComplete()) await runInstall();
  } finally {
    lock.release();
  }
}

/** Whether npm finished an installation of what the lockfile names; npm notes that in node_modules when all is done. */
function isComplete() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(modules, '.package-lock.json'));
  if (wanted === undefined) fail('package-lock.json is missing or broken; restore it from the repository.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function waitForLock(path) {
  for (let told = false; ; told = true) {
    const lock = takeLock(path);
    if ('release' in lock) return lock;
    if (!told) console.log(`Another start (process ${lock.holder}) is installing the packages; waiting for it`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function runInstall() {
  const begin = Date.now();
  const seconds = () => `${Math.round((Date.now() - begin) / 1000)} s`;
  console.log('Installing packages from package-lock.json (npm ci)');
  const timer = setInterval(() => console.log(`  still installing: ${seconds()}`), 10_000);
  const cli = process.env.npm_execpath;
  const isNpm = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = isNpm
    ? spawn(process.execPath, [cli, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const stopForwarding = forwardSignals(child);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (exit, signal) => resolve(exit ?? signal));
  });
  clearInterval(timer);
  stopForwarding();
  if (code !== 0) {
    // After the reason npm prints its whole usage.
    const reason = output.trimEnd().split('\n').slice(0, 20).join('\n');
    fail(`${reason}\nnpm ci failed (${code}).`);
  }
  console.log(`Packages installed in ${seconds()}`);
}

function findNode() {
  const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `There is no packaged Node 24 for ${process.platform}-${process.arch}, and this Node is ${process.version}: install Node 22.18 or later.`,
  );
}

function runCommand(node) {
  const script = fileURLToPath(new URL(`${command}.ts`, import.meta.url));
  const path = [join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...parameters], {
    cwd: root,
    // The pipe at 3 is never written to: it closes when this process ends, however it ends, and the child then stops.
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, PATH: path, HALYARD_LAUNCHER_PIPE: '3' },
  });
  forwardSignals(child);
  stopWithNpm(child);
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)));
}

/** npm that is killed passes nothing on, but the processes below it get another parent, which is how they can know. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parents = listParents();
  const timer = setInterval(() => {
    if (listParents() === parents) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 250);
  timer.unref();
}

/** The parent, and where that is the shell that npm put in between, the shell's parent. */
function listParents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const isShell = /^(ba|da|a|z)?sh$/.test(stat.slice(stat.indexOf('(') + 1, end));
    return isShell ? `${process.ppid} ${stat.slice(end + 2).split(' ')[1]}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}

function forwardSignals(child) {
  const forwards = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => [name, () => child.kill(name)]);
  for (const [name, forward] of forwards) process.on(name, forward);
  return () => forwards.forEach(([name, forward]) => process.off(name, forward));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
