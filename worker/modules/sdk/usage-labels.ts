import { BoundedMap } from '../../core/bounded-map.ts';
import { NO_LABELS, type UsageLabels } from '../../core/ports.ts';

const LABEL_LIMIT = 100;
const REMEMBERED_LENGTH = 500;

/** Labels by the headers they were read from, so that those of a busy application are one object. */
const known = new BoundedMap<string, UsageLabels>(1_000);
/** Those of the request before: comparing is cheaper than looking up. */
let last = { agent: '', name: '', version: '', labels: NO_LABELS };

/**
 * What the SDK says of itself. compat: browsers cannot set User-Agent, so their SDK names itself in a header of its own. Every
 * header that is asked for costs every request, so a version is only read beside a name.
 */
export function readLabels(headers: Headers): UsageLabels {
  let agent = headers.get('user-agent') ?? '';
  if (!agent.startsWith('flagsmith-')) agent = headers.get('flagsmith-sdk-user-agent') ?? '';
  const name = headers.get('flagsmith-application-name') ?? '';
  const version = name === '' ? '' : (headers.get('flagsmith-application-version') ?? '');
  if (agent === '' && name === '') return NO_LABELS;
  if (agent === last.agent && name === last.name && version === last.version) return last.labels;
  const labels = findLabels(agent, name, version);
  last = { agent, name, version, labels };
  return labels;
}

function findLabels(agent: string, name: string, version: string): UsageLabels {
  const said = `${agent}\n${name}\n${version}`;
  const found = known.get(said);
  if (found !== undefined) return found;
  const isSdk = /^flagsmith-[a-z-]+-sdk\/[\w.+-]{1,60}$/.test(agent) && agent.length <= LABEL_LIMIT;
  const labels: UsageLabels =
    isSdk || name !== ''
      ? { sdk: isSdk ? agent : null, applicationName: cut(name), applicationVersion: cut(version) }
      : NO_LABELS;
  if (said.length <= REMEMBERED_LENGTH) known.set(said, labels);
  return labels;
}

/** Cutting may leave half a surrogate pair, which Postgres does not store. */
function cut(label: string): string | null {
  return label.slice(0, LABEL_LIMIT).toWellFormed() || null;
}
