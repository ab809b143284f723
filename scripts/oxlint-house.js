// The house's own lint rules: which way imports go, and habits that a reviewer would otherwise have to watch.
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The zone of a file below the root: the key of the table beneath. */
function zoneOf(path) {
  const slice = /^worker\/modules\/([\w-]+)\/(.+)$/.exec(path);
  if (slice) {
    if (slice[1] === 'sdk') return 'sdk';
    const role = /\.(routes|service|queries|mappers)\.ts$/.exec(slice[2]);
    return role ? role[1] : 'slice';
  }
  if (path === 'worker/platform/log.ts') return 'log';
  if (/^worker\/platform\/(management-)?deps\.ts$/.test(path)) return 'deps';
  if (/^worker\/(index|app|operations|management|crons)\.ts$/.test(path)) return 'entry';
  const worker = /^worker\/(engine|contract|core|http|platform|durable)\//.exec(path);
  if (worker) return worker[1];
  const dashboard = /^dashboard\/(app|api|pages|ui)\//.exec(path);
  if (dashboard) return `dashboard-${dashboard[1]}`;
  return path.startsWith('drizzle/') ? 'drizzle' : 'outside';
}

/** Per zone: the zones and packages it may import. Types follow the same rules, but for `typesOnly`. */
const WALLS = {
  engine: { zones: ['engine'], packages: ['re2js'] },
  contract: { zones: ['contract'], packages: ['zod/mini'] },
  core: { zones: ['core'], typesOnly: ['engine', 'contract', 'drizzle'], packages: [] },
  sdk: { zones: ['sdk', 'core', 'contract', 'engine', 'log'], packages: [] },
  routes: {
    zones: ['service', 'slice', 'core', 'contract', 'http', 'log'],
    typesOnly: ['platform', 'deps', 'queries'],
    packages: ['hono', 'zod/mini'],
  },
  service: {
    zones: ['service', 'queries', 'mappers', 'slice', 'core', 'contract', 'engine', 'log'],
    typesOnly: ['drizzle'],
    packages: [],
  },
  queries: {
    zones: ['core', 'drizzle', 'queries', 'slice'],
    typesOnly: ['contract'],
    packages: ['drizzle-orm', 'drizzle-orm/*'],
  },
  mappers: {
    zones: ['core', 'contract', 'engine', 'mappers', 'slice'],
    typesOnly: ['queries', 'drizzle'],
    packages: [],
  },
  slice: { zones: ['slice', 'core', 'contract', 'engine', 'log'], packages: [] },
  http: {
    zones: ['http', 'core', 'contract', 'log'],
    typesOnly: ['platform', 'deps'],
    packages: ['hono', 'hono/*', 'zod/mini'],
  },
  log: { zones: [], packages: [] },
  platform: {
    zones: ['platform', 'core', 'contract', 'log', 'drizzle'],
    typesOnly: ['durable'],
    packages: [
      '@neondatabase/serverless',
      'drizzle-orm',
      'drizzle-orm/*',
      'jose',
      'jose/*',
      'node:crypto',
      'otpauth/bare',
    ],
  },
  deps: { zones: ['deps', 'platform', 'core', 'queries', 'service', 'sdk', 'log'], packages: [] },
  durable: {
    zones: ['durable', 'core', 'contract', 'queries', 'mappers', 'service', 'platform', 'log'],
    packages: ['cloudflare:workers'],
  },
  entry: {
    zones: ['entry', 'routes', 'service', 'sdk', 'http', 'core', 'durable', 'deps', 'log'],
    typesOnly: ['platform'],
    packages: ['hono', 'hono/*'],
  },
  drizzle: { zones: ['drizzle'], packages: ['drizzle-orm', 'drizzle-orm/*', 'node:*'] },
  'dashboard-ui': { zones: ['dashboard-ui'], packages: ['preact', 'preact/hooks', '@preact/signals', 'marked', 'uqr'] },
  'dashboard-api': {
    zones: ['dashboard-api', 'engine'],
    typesOnly: ['contract'],
    packages: ['preact/hooks', '@preact/signals', '@flagsmith/flagsmith', '@simplewebauthn/browser'],
  },
  'dashboard-pages': {
    zones: ['dashboard-pages', 'dashboard-ui', 'dashboard-api', 'engine'],
    // Its schemas would weigh more than the pages.
    typesOnly: ['contract'],
    packages: ['preact', 'preact/hooks', '@preact/signals'],
  },
  'dashboard-app': {
    zones: ['dashboard-app', 'dashboard-pages', 'dashboard-ui', 'dashboard-api'],
    typesOnly: ['contract'],
    packages: ['preact', 'preact/hooks', '@preact/signals'],
  },
};

const matches = (pattern, name) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

/** Why the import breaks a wall, or null. */
function broken(from, source, isType) {
  const zone = zoneOf(from);
  const wall = WALLS[zone];
  if (wall === undefined) return null;
  if (!source.startsWith('.')) {
    return wall.packages.some((pattern) => matches(pattern, source))
      ? null
      : `${zone} may not import the package ${source}`;
  }
  const to = relative(ROOT, resolve(ROOT, dirname(from), source));
  const target = zoneOf(to);
  if (isType && wall.typesOnly?.includes(target)) return null;
  if (!wall.zones.includes(target)) return `${zone} may not import from ${target} (${to})`;
  const ownPage = /^dashboard\/pages\/([\w-]+)\//.exec(from)?.[1];
  const otherPage = /^dashboard\/pages\/([\w-]+)\//.exec(to)?.[1];
  if (ownPage && otherPage && ownPage !== otherPage) return `${ownPage} may not import from the page ${otherPage}`;
  const ownSlice = /^worker\/modules\/([\w-]+)\//.exec(from)?.[1];
  const otherSlice = /^worker\/modules\/([\w-]+)\//.exec(to)?.[1];
  if (ownSlice && otherSlice && ownSlice !== otherSlice && target !== 'service') {
    return `${ownSlice} may use ${otherSlice} only through its service`;
  }
  return null;
}

const isTest = (path) => /\.test\.tsx?$|test-support\.ts$|^worker\/testing\//.test(path);
const pathOf = (context) => relative(ROOT, context.filename ?? context.getFilename());

const importWalls = {
  create(context) {
    const from = pathOf(context);
    if (isTest(from)) return {};
    const check = (node, kind) => {
      if (node.source == null) return;
      const why = broken(from, node.source.value, kind === 'type');
      if (why !== null) context.report({ node, message: why });
    };
    return {
      ImportDeclaration: (node) => check(node, node.importKind),
      ExportNamedDeclaration: (node) => check(node, node.exportKind),
      ExportAllDeclaration: (node) => check(node, node.exportKind),
      ImportExpression: (node) => check(node, 'value'),
    };
  },
};

const transactRecordsAudit = {
  create(context) {
    if (isTest(pathOf(context))) return {};
    const text = context.sourceCode ?? context.getSourceCode();
    const check = (node) => {
      const body = text.getText(node);
      if (/\btransact\(/.test(body) && !/\brecordAudit\(/.test(body)) {
        context.report({ node, message: 'a function that calls transact must call recordAudit in it' });
      }
    };
    return { 'ExportNamedDeclaration > FunctionDeclaration': check };
  },
};

/** `fetch` as a free name reaches anywhere; bindings and stubs are called as `x.fetch`. */
const noBareFetch = {
  create(context) {
    const from = pathOf(context);
    if (isTest(from) || !from.startsWith('worker/') || from === 'worker/platform/outbound.ts') return {};
    return {
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'fetch') {
          context.report({ node, message: 'outbound HTTP goes through worker/platform/outbound.ts' });
        }
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: {
    'import-walls': importWalls,
    'transact-records-audit': transactRecordsAudit,
    'no-bare-fetch': noBareFetch,
  },
};
