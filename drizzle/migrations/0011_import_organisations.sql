CREATE TABLE "organisation_imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "organisation_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"created_by_id" integer,
	"created_by_api_key_id" integer,
	"source" text NOT NULL,
	"is_dry_run" boolean DEFAULT false NOT NULL,
	"status" text DEFAULT 'PROCESSING' NOT NULL,
	"step" text DEFAULT 'waiting' NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"document" text,
	"report" jsonb,
	"error" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease" uuid,
	"leased_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "organisation_imports_status_known" CHECK ("organisation_imports"."status" in ('PROCESSING', 'SUCCESS', 'FAILED')),
	CONSTRAINT "organisation_imports_source_known" CHECK ("organisation_imports"."source" in ('halyard', 'flagsmith'))
);
--> statement-breakpoint
ALTER TABLE "launch_darkly_imports" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "launch_darkly_imports" ADD COLUMN "lease" uuid;--> statement-breakpoint
ALTER TABLE "launch_darkly_imports" ADD COLUMN "leased_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organisation_imports" ADD CONSTRAINT "organisation_imports_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_imports" ADD CONSTRAINT "organisation_imports_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_imports" ADD CONSTRAINT "organisation_imports_created_by_api_key_id_master_api_keys_id_fk" FOREIGN KEY ("created_by_api_key_id") REFERENCES "public"."master_api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "organisation_imports_organisation" ON "organisation_imports" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_imports_one_at_a_time" ON "organisation_imports" USING btree ("organisation_id") WHERE "organisation_imports"."status" = 'PROCESSING';