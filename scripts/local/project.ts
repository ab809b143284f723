import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where built files go. */
export const BUILD_FOLDER = join(ROOT, '.build');

export const WORKER_FILE = join(BUILD_FOLDER, 'worker', 'index.js');
export const DASHBOARD_FOLDER = join(BUILD_FOLDER, 'dashboard');
/** Which chunk is made of what; beside the built dashboard, as nobody is to fetch it. */
export const DASHBOARD_MANIFEST = join(BUILD_FOLDER, 'dashboard-manifest.json');
export const CONFIG_FILE = join(ROOT, 'wrangler.toml');
