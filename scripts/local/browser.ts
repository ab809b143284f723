import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first does without the windows of the others, and opens a page in a third of their time. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The program of a Chromium on this machine: CHROMIUM_PATH if it is set, else where systems put it; undefined if none. */
export function findChromium(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment['CHROMIUM_PATH'];
  if (named) return isProgram(named) ? named : undefined;
  const folders = [...PLACES, ...(environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
