import type { ConfiguredKind } from '../../contract/integrations.ts';

/** A change as the receivers are told of it. */
export type Change = {
  projectName: string;
  environmentName: string | null;
  log: string;
  author: string | null;
  /** In epoch milliseconds. */
  at: number;
  featureName: string | null;
  enabled: boolean | null;
  tags: readonly string[];
  segmentName: string | null;
};

type Body = (change: Change, settings: Readonly<Record<string, unknown>>) => object;

/** What each receiver is sent, as its own API takes it. compat: names and texts are those that Flagsmith sends. */
const BODIES: Partial<Record<ConfiguredKind, Body>> = {
  datadog: (change, settings) => ({
    text: sentenceOf(change),
    title: 'Flagsmith Feature Flag Event',
    tags: [`env:${environmentOf(change)}`],
    ...(settings['use_custom_source'] === true ? { source_type_name: 'flagsmith' } : {}),
  }),
  'new-relic': (change) => ({
    deployment: {
      revision: `env:${environmentOf(change)}`,
      changelog: sentenceOf(change),
      description: 'Flagsmith Feature Flag Event',
    },
  }),
  dynatrace: (change, settings) => ({
    title: 'Flagsmith flag change.',
    eventType: 'CUSTOM_DEPLOYMENT',
    properties: {
      event: sentenceOf(change),
      environment: environmentOf(change),
      'dt.event.deployment.name': deploymentOf(change),
    },
    entitySelector: settings['entity_selector'],
  }),
  grafana: (change) => ({ tags: tagsOf(change), text: change.log, time: change.at, timeEnd: change.at }),
};

/** The exact text for the receiver; null if its kind is not told of such changes. */
export function toChangeBody(
  kind: ConfiguredKind,
  change: Change,
  settings: Readonly<Record<string, unknown>>,
): string | null {
  const body = BODIES[kind];
  return body === undefined ? null : JSON.stringify(body(change, settings));
}

const environmentOf = ({ environmentName }: Pick<Change, 'environmentName'>) => environmentName ?? 'unknown';
const authorOf = ({ author }: Pick<Change, 'author'>) => author ?? 'system';
const sentenceOf = (change: Change) => `${change.log} by user ${authorOf(change)}`;

function deploymentOf({ featureName, segmentName }: Change): string {
  if (featureName !== null) return `Flagsmith Deployment - Flag Changed: ${featureName}`;
  return segmentName === null ? 'Deployment' : `Flagsmith Deployment - Segment Changed: ${segmentName}`;
}

function tagsOf(change: Change): string[] {
  const { featureName, segmentName, enabled, tags } = change;
  return [
    'flagsmith',
    `project:${change.projectName}`,
    `environment:${environmentOf(change)}`,
    `by:${authorOf(change)}`,
    ...(featureName === null ? [] : [`feature:${featureName}`]),
    ...(enabled === null ? [] : [`flag:${enabled ? 'enabled' : 'disabled'}`]),
    ...tags,
    ...(segmentName === null ? [] : [`segment:${segmentName}`]),
  ];
}

/** A message in two parts: what happened, and where and by whom. */
export function toSlackBody(change: Pick<Change, 'log' | 'environmentName' | 'author'>, channel: unknown): string {
  const field = (name: string, text: string) => ({ type: 'mrkdwn', text: `*${name}:*\n${text}` });
  return JSON.stringify({
    channel,
    text: change.log,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: change.log } },
      { type: 'section', fields: [field('Environment', environmentOf(change)), field('User', authorOf(change))] },
    ],
  });
}

/** What Sentry's log of flags takes for one change: keys in order, so that the signature is of exactly these bytes. */
export function toSentryBody(change: {
  action: 'created' | 'deleted' | 'updated';
  flag: string;
  author: string | null;
  changeId: string;
  at: Date;
}): string {
  const entry = {
    action: change.action,
    change_id: change.changeId,
    created_at: change.at.toISOString().replace(/\.\d+Z$/, '+00:00'),
    created_by: { id: change.author ?? 'system', type: 'email' },
    flag: change.flag,
  };
  return JSON.stringify({ data: [entry], meta: { version: 1 } });
}
