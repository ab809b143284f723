import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { securityHeaders } from './security-headers.ts';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** What a static answer is made of; the caller turns it into its own kind of Response. */
export type StaticFile = { status: number; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> | null };

/**
 * Answers a GET or HEAD for the built dashboard: a file below the folder, or the page itself for the address of a screen.
 * Nothing outside of the folder is ever read. `flagsUrl` as in `securityHeaders`. Never rejects.
 */
export async function readDashboardFile(
  folder: string,
  method: string,
  url: string,
  flagsUrl?: string,
): Promise<StaticFile> {
  const file = await findFile(folder, method, url);
  return { ...file, headers: { ...securityHeaders(flagsUrl), ...file.headers } };
}

async function findFile(folder: string, method: string, url: string): Promise<StaticFile> {
  if (method !== 'GET' && method !== 'HEAD') return describe(405, { allow: 'GET, HEAD' }, null);
  const path = decodePath(url);
  if (path === undefined) return describeText(400, 'bad address');
  const file = resolve(folder, `.${path}`);
  const inside = file === resolve(folder) || file.startsWith(resolve(folder) + sep);
  const found = inside && extname(file) !== '' ? await readOptional(file) : undefined;
  if (found !== undefined) {
    // Vite puts a hash of the content into the names below assets/.
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    const type = CONTENT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
    return describe(200, { 'content-type': type, 'cache-control': cache }, method === 'HEAD' ? null : found);
  }
  if (extname(file) !== '' && path !== '/index.html') return describeText(404, 'not found');
  const page = await readOptional(resolve(folder, 'index.html'));
  if (page === undefined) return describeText(404, 'the dashboard has not been built');
  const headers = { 'content-type': CONTENT_TYPES['.html'] ?? '', 'cache-control': 'no-cache' };
  return describe(200, headers, method === 'HEAD' ? null : page);
}

function decodePath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

async function readOptional(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch {
    return undefined;
  }
}

function describe(status: number, headers: Record<string, string>, body: StaticFile['body']): StaticFile {
  return { status, headers, body };
}

function describeText(status: number, text: string): StaticFile {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return describe(status, headers, new TextEncoder().encode(text));
}
