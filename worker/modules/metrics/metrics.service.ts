import { DatabaseUnavailable, findDatabaseError } from '../../core/database.ts';
import { withDeadline } from '../../core/deadline.ts';
import type { FigureSources } from '../../core/figures.ts';
import { countOf } from '../../core/settings.ts';
import { VERSION } from '../../core/version.ts';
import { logFailure } from '../../platform/log.ts';
import { readInstallation } from './figures.queries.ts';
import { gauge, gauges, type Family } from './family.ts';
import {
  toBacklogFamilies,
  toInstallationFamilies,
  toPublicationFamilies,
  type Publication,
} from './installation.mappers.ts';
import { toIsolateFamilies } from './isolate.mappers.ts';

const DATABASE_LIMIT_MS = 1_000;
/** Publishers of environments in use are awake anyway; asking all of a large installation would wake the others each time. */
const ENVIRONMENTS = 20;
const MOST_ENVIRONMENTS = 200;
const ASKED_AT_ONCE = 6;
const PUBLISHER_LIMIT_MS = 500;
const PUBLISHERS_LIMIT_MS = 2_500;

type Setting = (name: string) => string | undefined;

/** All figures, within four seconds whatever is away: what nobody could say is left out. */
export async function collectFigures(sources: FigureSources, setting: Setting): Promise<Family[]> {
  return [...(await collectInstallation(sources, setting)), ...toIsolateFamilies(sources.isolate)];
}

/** Those that do not depend on who answers. */
export async function collectInstallation(sources: FigureSources, setting: Setting): Promise<Family[]> {
  const most = Math.min(MOST_ENVIRONMENTS, countOf(setting, 'HALYARD_METRICS_ENVIRONMENTS', ENVIRONMENTS));
  const [stored, backlogs] = await Promise.all([
    readInstallation(sources.database, most, DATABASE_LIMIT_MS).catch(noteFailure),
    sources.listBacklogs().catch(() => null),
  ]);
  const isUp = !(stored instanceof DatabaseUnavailable);
  const rows = stored instanceof Error ? null : stored;
  const asked = rows?.environments ?? sources.isolate.listHeldEnvironments().slice(0, most);
  return [
    gauges('halyard_build_info', 'The version that answers.', [{ labels: { version: VERSION }, value: 1 }]),
    gauge(
      'halyard_database_up',
      'Whether Postgres answered in time; without it its figures are left out.',
      Number(isUp),
    ),
    gauge(
      'halyard_storage_up',
      'Whether KV answered in time; without it backlogs are left out.',
      Number(backlogs !== null),
    ),
    ...(rows === null ? [] : toInstallationFamilies(rows)),
    ...(backlogs === null ? [] : toBacklogFamilies(backlogs, Date.now())),
    ...toPublicationFamilies(await askPublishers(sources, asked)),
  ];
}

function noteFailure(error: unknown): Error {
  const cause = findDatabaseError(error);
  if (cause instanceof DatabaseUnavailable) return cause;
  logFailure('metrics.figures.failed', error);
  return error instanceof Error ? error : new Error(String(error));
}

async function askPublishers({ publishers }: FigureSources, environmentIds: readonly number[]): Promise<Publication[]> {
  const publications: Publication[] = [];
  const end = Date.now() + PUBLISHERS_LIMIT_MS;
  const waiting = [...environmentIds];
  const ask = async () => {
    for (let id = waiting.shift(); id !== undefined && Date.now() < end; id = waiting.shift()) {
      const asking = withDeadline(publishers.figures(id), PUBLISHER_LIMIT_MS, 'the publisher');
      publications.push({ environmentId: id, figures: await asking.catch(() => null) });
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return publications.toSorted((left, right) => left.environmentId - right.environmentId);
}
