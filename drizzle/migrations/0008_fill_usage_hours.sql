INSERT INTO "feature_evaluation_hours" ("project_id", "environment_id", "feature_id", "block_start", "client_application_name",
  "client_application_version", "user_agent", "enabled_when_evaluated", "count")
SELECT "project_id", "environment_id", "feature_id", date_trunc('hour', "block_start", 'UTC'), "client_application_name",
  "client_application_version", "user_agent", "enabled_when_evaluated", sum("count")
FROM "feature_evaluation_blocks" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
--> statement-breakpoint
INSERT INTO "api_usage_hours" ("organisation_id", "environment_id", "resource", "block_start", "host", "client_application_name",
  "client_application_version", "user_agent", "count")
SELECT "organisation_id", "environment_id", "resource", date_trunc('hour', "block_start", 'UTC'), "host", "client_application_name",
  "client_application_version", "user_agent", sum("count")
FROM "api_usage_blocks" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
