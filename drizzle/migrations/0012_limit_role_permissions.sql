ALTER TABLE "role_permission_entries" ADD COLUMN "limited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "role_permission_entries" k SET "limited" = true
WHERE EXISTS (SELECT FROM "role_permission_tags" t WHERE t."role_permission_id" = k."role_permission_id" AND t."permission_key" = k."permission_key");
