CREATE TABLE "telemetry_reports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "telemetry_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"address" varchar(100) NOT NULL,
	"organisations" integer NOT NULL,
	"projects" integer NOT NULL,
	"environments" integer NOT NULL,
	"features" integer NOT NULL,
	"segments" integer NOT NULL,
	"users" integer NOT NULL,
	"debug_enabled" boolean NOT NULL,
	"env" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry_turns" (
	"id" smallint PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_usage_hours" (
	"organisation_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"resource" smallint NOT NULL,
	"block_start" timestamp with time zone NOT NULL,
	"host" varchar(255) DEFAULT '' NOT NULL,
	"client_application_name" varchar(100) DEFAULT '' NOT NULL,
	"client_application_version" varchar(100) DEFAULT '' NOT NULL,
	"user_agent" varchar(100) DEFAULT '' NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "api_usage_hours_unique" UNIQUE("environment_id","block_start","resource","host","client_application_name","client_application_version","user_agent"),
	CONSTRAINT "api_usage_hours_resource_known" CHECK ("api_usage_hours"."resource" between 1 and 4),
	CONSTRAINT "api_usage_hours_hour" CHECK (extract(epoch from "api_usage_hours"."block_start") % 3600 = 0)
);
--> statement-breakpoint
CREATE TABLE "feature_evaluation_hours" (
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"block_start" timestamp with time zone NOT NULL,
	"client_application_name" varchar(100) DEFAULT '' NOT NULL,
	"client_application_version" varchar(100) DEFAULT '' NOT NULL,
	"user_agent" varchar(100) DEFAULT '' NOT NULL,
	"enabled_when_evaluated" boolean,
	"count" bigint NOT NULL,
	CONSTRAINT "feature_evaluation_hours_unique" UNIQUE NULLS NOT DISTINCT("environment_id","feature_id","block_start","enabled_when_evaluated","client_application_name","client_application_version","user_agent"),
	CONSTRAINT "feature_evaluation_hours_hour" CHECK (extract(epoch from "feature_evaluation_hours"."block_start") % 3600 = 0)
);
--> statement-breakpoint
ALTER TABLE "api_usage_hours" ADD CONSTRAINT "api_usage_hours_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_evaluation_hours" ADD CONSTRAINT "feature_evaluation_hours_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_evaluation_hours" ADD CONSTRAINT "feature_evaluation_hours_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "telemetry_reports_age" ON "telemetry_reports" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "api_usage_hours_organisation" ON "api_usage_hours" USING btree ("organisation_id","block_start");--> statement-breakpoint
CREATE INDEX "api_usage_hours_age" ON "api_usage_hours" USING btree ("block_start");--> statement-breakpoint
CREATE INDEX "feature_evaluation_hours_age" ON "feature_evaluation_hours" USING btree ("block_start");