CREATE INDEX "oauth_grants_user" ON "oauth_grants" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "oauth_grants_application" ON "oauth_grants" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "oauth_tokens_application" ON "oauth_tokens" USING btree ("application_id");--> statement-breakpoint
INSERT INTO "oauth_applications" ("client_id", "name", "client_type", "redirect_uris", "skip_authorization")
VALUES ('flagsmith-cli', 'Flagsmith CLI', 'public', ARRAY['http://127.0.0.1/callback'], true)
ON CONFLICT ("client_id") DO NOTHING;
