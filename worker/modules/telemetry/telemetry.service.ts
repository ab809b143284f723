import type { TelemetryPreview, TelemetryReport } from '../../contract/telemetry.ts';
import type { Context, ManagementPorts } from '../../core/context.ts';
import { forbidden } from '../../core/errors.ts';
import { isOn } from '../../core/settings.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { countEverything, insertReport, removeReportsOlderThan, takeTurn } from './telemetry.queries.ts';

const INTERVAL_HOURS = 8;
/** A cron that fires twice, or a start just before it, makes one report. */
const SECONDS_APART = 5 * 60;
const KEEP_DAYS = 90;

type Ports = Pick<ManagementPorts, 'database' | 'outbound' | 'setting'>;

/** Reports what this installation is, unless somebody has just done so or the deployment does not want it. Never rejects. */
export async function reportTelemetry(ports: Ports, occasion: 'due' | 'missed'): Promise<void> {
  if (!isEnabled(ports)) return;
  try {
    // The first report of an installation, or one whose cron did not come.
    const apart = occasion === 'missed' ? INTERVAL_HOURS * 3600 + SECONDS_APART : SECONDS_APART;
    if (!(await takeTurn(ports.database.db, apart))) return;
    const report = await buildReport(ports);
    const url = ports.setting('TELEMETRY_URL');
    if (url === undefined) {
      logEvent('telemetry.report.kept', report);
      return;
    }
    const headers = { 'content-type': 'application/json' };
    const { status } = await ports.outbound.send({ url, method: 'POST', headers, body: JSON.stringify(report) });
    logEvent('telemetry.report.sent', { status });
  } catch (error) {
    logFailure('telemetry.report.failed', error);
  }
}

/** What would be sent now. The counts are of all organisations, so they are for those who run the installation. */
export async function previewTelemetry(context: Context): Promise<TelemetryPreview> {
  if (context.actor?.kind !== 'user' || !context.actor.isSuperuser) throw forbidden();
  return {
    enabled: isEnabled(context),
    url: context.setting('TELEMETRY_URL') ?? null,
    interval_hours: INTERVAL_HOURS,
    report: await buildReport(context),
    seen_by_receiver: ['ip_address'],
  };
}

/** Keeps what another installation reports. */
export async function receiveReport({ database: { db }, address }: Context, report: TelemetryReport): Promise<void> {
  await insertReport(db, address, report);
  logEvent('telemetry.report.received', { ...report });
}

export async function forgetOldReports({ database }: Ports): Promise<void> {
  try {
    await removeReportsOlderThan(database.db, KEEP_DAYS);
  } catch (error) {
    logFailure('telemetry.sweep.failed', error);
  }
}

async function buildReport({ database, setting }: Ports): Promise<TelemetryReport> {
  return {
    ...(await countEverything(database.db)),
    debug_enabled: isOn(setting, 'DEBUG', false),
    env: setting('ENV')?.slice(0, 100) ?? 'local',
  };
}

function isEnabled({ setting }: Ports): boolean {
  return isOn(setting, 'ENABLE_TELEMETRY', true);
}
