import { BoundedMap } from '../../core/bounded-map.ts';
import { NO_LABELS, type UsageLabels } from '../../core/ports.ts';

const LABEL_LIMIT = 100;
const REMEMBERED_LENGTH = 500;

/** Labels by the headers they were read from, so that those of a busy application are one object. */
const known = new BoundedMap<string, UsageLabels>(1_000);

/** What the SDK says of itself. compat: browsers cannot set User-Agent, so their SDK names itself in a header of its own. */
export function readLabels(headers: Headers): UsageLabels {
  const agent = headers.get('flagsmith-sdk-user-agent') ?? headers.get('user-agent') ?? '';
  const name = headers.get('flagsmith-application-name');
  const version = headers.get('flagsmith-application-version');
  const isSdk = agent.startsWith('flagsmith-');
  if (!isSdk && name === null && version === null) return NO_LABELS;
  const said = `${isSdk ? agent : ''}\n${name ?? ''}\n${version ?? ''}`;
  const found = known.get(said);
  if (found !== undefined) return found;
  const labels = {
    sdk: /^flagsmith-[a-z-]+-sdk\/[\w.+-]{1,60}$/.test(agent) ? agent.slice(0, LABEL_LIMIT) : null,
    applicationName: cut(name),
    applicationVersion: cut(version),
  };
  const isEmpty = labels.sdk === null && labels.applicationName === null && labels.applicationVersion === null;
  const kept = isEmpty ? NO_LABELS : labels;
  if (said.length <= REMEMBERED_LENGTH) known.set(said, kept);
  return kept;
}

/** Cutting may leave half a surrogate pair, which Postgres does not store. */
function cut(label: string | null): string | null {
  return label?.slice(0, LABEL_LIMIT).toWellFormed() || null;
}
