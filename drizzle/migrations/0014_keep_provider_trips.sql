CREATE TABLE "provider_trips" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "provider_trips_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"sealed_trip" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_trips_state_hash_unique" UNIQUE("state_hash"),
	CONSTRAINT "provider_trips_provider_known" CHECK ("provider_trips"."provider" in ('google', 'github'))
);
--> statement-breakpoint
CREATE INDEX "provider_trips_end" ON "provider_trips" USING btree ("expires_at");