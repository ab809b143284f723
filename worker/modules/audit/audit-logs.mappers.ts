import type { AuditLog, AuditLogDetail } from '../../contract/audit-logs.ts';
import type { AuditLogRow } from './audit-logs.queries.ts';

export function toAuditLog({ log, author, project, environment }: AuditLogRow): AuditLog {
  return {
    id: log.id,
    created_date: log.createdDate.toISOString(),
    log: log.log,
    author:
      author?.id == null
        ? null
        : {
            id: author.id,
            email: author.email,
            first_name: author.firstName,
            last_name: author.lastName,
            last_login: author.lastLogin?.toISOString() ?? null,
            uuid: author.uuid,
          },
    master_api_key: log.masterApiKeyId === null ? null : { id: log.masterApiKeyId, name: log.authorName ?? '' },
    environment:
      environment === null
        ? null
        : {
            id: environment.id,
            uuid: environment.uuid,
            name: environment.name,
            api_key: environment.apiKey,
            project: environment.projectId,
          },
    project:
      project === null
        ? null
        : { id: project.id, uuid: project.uuid, name: project.name, organisation: project.organisationId },
    related_object_id: log.relatedObjectId,
    related_object_uuid: log.relatedObjectUuid,
    related_object_type: log.relatedObjectType,
    is_system_event: log.isSystemEvent,
  };
}

export function toAuditLogDetail(row: AuditLogRow): AuditLogDetail {
  const { before, after, changeType } = row.log;
  const fields = changeType === 'DELETE' ? [] : new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return {
    ...toAuditLog(row),
    change_type: changeType,
    change_details: [...fields].map((field) => ({
      field,
      old: before?.[field] ?? null,
      new: after?.[field] ?? null,
    })),
  };
}
