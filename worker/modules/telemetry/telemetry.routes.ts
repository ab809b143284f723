import { Detail } from '../../contract/pages.ts';
import { TelemetryPreview, TelemetryReport } from '../../contract/telemetry.ts';
import { PUBLIC, USER } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, ok } from '../../http/reply.ts';
import { previewTelemetry, receiveReport } from './telemetry.service.ts';

export const telemetryOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/telemetry/preview/',
    access: USER,
    summary: 'Shows superusers what this installation would report of itself',
    replies: { 200: TelemetryPreview, 403: Detail },
    handle: async ({ context }) => ok(await previewTelemetry(context)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/analytics/telemetry/',
    access: PUBLIC,
    summary: 'Takes what another installation reports of itself',
    body: TelemetryReport,
    replies: { 201: TelemetryReport },
    throttle: 'telemetry',
    handle: async ({ context, body }) => {
      await receiveReport(context, body);
      return created(body);
    },
  }),
];
