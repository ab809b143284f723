import type { Actor } from '../../core/access.ts';
import { findSite } from '../accounts/site.service.ts';
import type { Write } from '../audit/transact.service.ts';
import { enqueueMails } from '../mails/mails.service.ts';
import type { Lineage } from './lineage.queries.ts';
import { findScheduleFacts } from './schedule-mail.queries.ts';
import type { StateChange } from './state-changes.service.ts';
import type { StateRow } from './state-row.ts';

const SUBJECT = 'Change scheduled: ';
const MOST_RECEIVERS = 50;
/** Who schedules again and again must not be able to fill the inboxes of others. */
const MAILS_AN_HOUR = 60;
const MOST_LINES = 20;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 300;

/**
 * Writes the mails that tell of a change that goes live at a moment to come. They are no haste, and many: the sweep carries them. `changes`
 * are of one feature; an identity is not named, because its identifier may be personal.
 */
export async function mailSchedule(
  write: Write,
  lineage: Lineage,
  liveFrom: string | null,
  changes: readonly StateChange[],
): Promise<void> {
  const { actor } = write.context;
  const authorId = actor?.kind === 'user' ? actor.id : null;
  const limits = { subject: SUBJECT, atMost: MOST_RECEIVERS, anHour: MAILS_AN_HOUR };
  const facts = await findScheduleFacts(write.db, lineage, authorId, limits);
  if (facts === null || liveFrom === null || facts.emails.length === 0) return;
  const { environment, environmentKey, project, emails } = facts;
  const site = await findSite(write.context, write.db);
  const feature = quote(lineage.featureName);
  const lines = changes.slice(0, MOST_LINES).map(describe);
  if (changes.length > MOST_LINES) lines.push(`and ${changes.length - MOST_LINES} more`);
  if (lines.length === 0) lines.push('as it is now');
  const text = [
    `${nameOf(actor)} scheduled a change of the feature ${feature} in the environment ${quote(environment)} of the project ${quote(project)}.`,
    `From ${liveFrom.slice(0, 10)} ${liveFrom.slice(11, 19)} UTC on:\n${lines.join('\n')}`,
    `See the feature here:\n${site}/project/${lineage.projectId}/environment/${encodeURIComponent(environmentKey)}/features/${lineage.featureId}`,
    'You get this mail because you scheduled the change, or administer the environment or its project.\n',
  ].join('\n\n');
  const subject = `${SUBJECT}${feature} in ${quote(environment)}`;
  await enqueueMails(
    write,
    emails.map((to) => ({ to, subject, text })),
  );
}

function describe({ previous, next }: StateChange): string {
  const where = placeOf(next ?? previous);
  if (next === null) return `${where}: no longer overridden`;
  const { value } = next.value;
  const shown =
    value === null ? 'no value' : `value ${typeof value === 'string' ? quote(value, LONGEST_VALUE) : value}`;
  const share = next.weights.reduce((sum, { weight }) => sum + weight, 0);
  return `${where}: ${next.enabled ? 'on' : 'off'}, ${shown}${share > 0 ? `, variants for ${+share.toFixed(2)} %` : ''}`;
}

function placeOf(row: StateRow | null): string {
  if (row !== null && row.identity_id !== null) return 'for an identity';
  return row?.segment_name == null ? 'for everybody' : `for the segment ${quote(row.segment_name)}`;
}

function nameOf(actor: Actor | null): string {
  if (actor === null) return 'Somebody';
  return actor.kind === 'user' ? actor.email : `The master key ${quote(actor.name)}`;
}

/** On one line and not longer than this, so that what others wrote stays inside of our sentence. */
function quote(text: string, longest = LONGEST_NAME): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `“${line.length > longest ? `${line.slice(0, longest)}…` : line}”`;
}
