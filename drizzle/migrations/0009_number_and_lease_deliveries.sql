CREATE TABLE "delivery_receivers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_receivers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"environment_webhook_id" integer,
	"organisation_webhook_id" integer,
	"integration_id" integer,
	"last_sequence" integer NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"resume_at" timestamp with time zone,
	"notified_at" timestamp with time zone,
	CONSTRAINT "delivery_receivers_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "delivery_receivers_unique" UNIQUE NULLS NOT DISTINCT("environment_webhook_id","organisation_webhook_id","integration_id"),
	CONSTRAINT "delivery_receivers_one_kind" CHECK (num_nonnulls("delivery_receivers"."environment_webhook_id", "delivery_receivers"."organisation_webhook_id", "delivery_receivers"."integration_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "scheduled_flag_events" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scheduled_flag_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_state_id" integer NOT NULL,
	"changed_by" varchar(254),
	"outbox_id" bigint NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "scheduled_flag_events_feature_state_id_unique" UNIQUE("feature_state_id")
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_one_receiver";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_environment_webhook_fk";
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_organisation_webhook_fk";
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_integration_fk";
--> statement-breakpoint
DROP INDEX "webhook_deliveries_environment_webhook";--> statement-breakpoint
DROP INDEX "webhook_deliveries_organisation_webhook";--> statement-breakpoint
DROP INDEX "webhook_deliveries_integration";--> statement-breakpoint
DROP INDEX "webhook_deliveries_due";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "receiver_id" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "sequence" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "after_outbox_id" bigint;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "lease_id" uuid;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "retry_until" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "last_response" text;--> statement-breakpoint
ALTER TABLE "delivery_receivers" ADD CONSTRAINT "delivery_receivers_environment_webhook_fk" FOREIGN KEY ("environment_webhook_id","organisation_id") REFERENCES "public"."environment_webhooks"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_receivers" ADD CONSTRAINT "delivery_receivers_organisation_webhook_fk" FOREIGN KEY ("organisation_id","organisation_webhook_id") REFERENCES "public"."organisation_webhooks"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_receivers" ADD CONSTRAINT "delivery_receivers_integration_fk" FOREIGN KEY ("integration_id","organisation_id") REFERENCES "public"."integrations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_flag_events" ADD CONSTRAINT "scheduled_flag_events_feature_state_id_feature_states_id_fk" FOREIGN KEY ("feature_state_id") REFERENCES "public"."feature_states"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_flag_events" ADD CONSTRAINT "scheduled_flag_events_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_receivers_organisation_webhook" ON "delivery_receivers" USING btree ("organisation_webhook_id");--> statement-breakpoint
CREATE INDEX "delivery_receivers_integration" ON "delivery_receivers" USING btree ("integration_id");--> statement-breakpoint
CREATE INDEX "scheduled_flag_events_due" ON "scheduled_flag_events" USING btree ("due_at");--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_receiver_fk" FOREIGN KEY ("receiver_id","organisation_id") REFERENCES "public"."delivery_receivers"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_finished" ON "webhook_deliveries" USING btree ("finished_at") WHERE "webhook_deliveries"."state" <> 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("receiver_id","next_attempt_at") WHERE "webhook_deliveries"."state" = 'pending';--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP COLUMN "environment_webhook_id";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP COLUMN "organisation_webhook_id";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP COLUMN "integration_id";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_sequence" UNIQUE("receiver_id","sequence");