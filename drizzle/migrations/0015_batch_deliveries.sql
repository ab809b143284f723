CREATE TABLE "delivery_batches" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"shared" text NOT NULL,
	"items" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delivery_batches_within_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "batch_id" integer;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "batch_first" smallint;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "batch_count" smallint;--> statement-breakpoint
ALTER TABLE "delivery_batches" ADD CONSTRAINT "delivery_batches_organisation_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_batches_age" ON "delivery_batches" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_batch_fk" FOREIGN KEY ("batch_id","organisation_id") REFERENCES "public"."delivery_batches"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_batch" ON "webhook_deliveries" USING btree ("batch_id") WHERE "webhook_deliveries"."batch_id" is not null;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_batch_whole" CHECK (num_nonnulls("webhook_deliveries"."batch_id", "webhook_deliveries"."batch_first", "webhook_deliveries"."batch_count") in (0, 3));