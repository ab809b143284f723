CREATE SEQUENCE "public"."bucketing_seed" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "master_api_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "master_api_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"name" varchar(50) NOT NULL,
	"prefix" varchar(8) NOT NULL,
	"key_hash" text NOT NULL,
	"is_admin" boolean DEFAULT true NOT NULL,
	"revoked" boolean DEFAULT false NOT NULL,
	"expiry_date" timestamp with time zone,
	"created_by_id" integer,
	"last_used_at" timestamp with time zone,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "master_api_keys_prefix_unique" UNIQUE("prefix"),
	CONSTRAINT "master_api_keys_key_hash_unique" UNIQUE("key_hash"),
	CONSTRAINT "master_api_keys_within_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "trust_relationships" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "trust_relationships_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"name" varchar(100) NOT NULL,
	"issuer" varchar(500) NOT NULL,
	"audience" varchar(500) NOT NULL,
	"claim_rules" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"master_api_key_id" integer NOT NULL,
	"created_by_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "trust_relationships_master_api_key_id_unique" UNIQUE("master_api_key_id")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"organisation_id" integer PRIMARY KEY NOT NULL,
	"sequence" integer NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_logs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"project_id" integer,
	"environment_id" integer,
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"log" text NOT NULL,
	"author_id" integer,
	"master_api_key_id" integer,
	"author_name" varchar(254),
	"related_object_id" integer,
	"related_object_uuid" varchar(36),
	"related_object_type" text NOT NULL,
	"change_type" text DEFAULT 'UNKNOWN' NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"is_system_event" boolean DEFAULT false NOT NULL,
	"sequence" integer DEFAULT 0 NOT NULL,
	"previous_hash" text DEFAULT '' NOT NULL,
	"hash" text DEFAULT '' NOT NULL,
	CONSTRAINT "audit_logs_chain" UNIQUE("organisation_id","sequence"),
	CONSTRAINT "audit_logs_related_object_type_known" CHECK ("audit_logs"."related_object_type" in ('FEATURE', 'FEATURE_STATE', 'SEGMENT', 'ENVIRONMENT', 'CHANGE_REQUEST', 'EDGE_IDENTITY', 'IMPORT_REQUEST', 'EF_VERSION', 'FEATURE_HEALTH', 'RELEASE_PIPELINE', 'WAREHOUSE_CONNECTION', 'EXPERIMENT', 'METRIC', 'ORGANISATION', 'MEMBER', 'GROUP', 'ROLE', 'INVITE', 'PROJECT', 'TAG', 'IDENTITY', 'KEY', 'WEBHOOK', 'INTEGRATION', 'PERMISSION', 'METADATA', 'USER')),
	CONSTRAINT "audit_logs_change_type_known" CHECK ("audit_logs"."change_type" in ('CREATE', 'UPDATE', 'DELETE', 'UNKNOWN'))
);
--> statement-breakpoint
CREATE TABLE "bucketing_seeds" (
	"environment_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"segment_id" integer,
	"seed" integer DEFAULT nextval('bucketing_seed') NOT NULL,
	CONSTRAINT "bucketing_seeds_lineage" UNIQUE NULLS NOT DISTINCT("environment_id","feature_id","segment_id"),
	CONSTRAINT "bucketing_seeds_positive" CHECK ("bucketing_seeds"."seed" > 0)
);
--> statement-breakpoint
CREATE TABLE "change_request_approvals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "change_request_approvals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"change_request_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"required" boolean DEFAULT false NOT NULL,
	"approved_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "change_request_group_assignments" (
	"change_request_id" integer NOT NULL,
	"group_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	CONSTRAINT "change_request_group_assignments_pk" PRIMARY KEY("change_request_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "change_requests" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "change_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer,
	"title" varchar(500) NOT NULL,
	"description" text,
	"user_id" integer,
	"committed_at" timestamp with time zone,
	"committed_by_id" integer,
	"ignore_conflicts" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "change_requests_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "change_requests_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "change_requests_within_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "environment_api_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "environment_api_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"environment_id" integer NOT NULL,
	"key" text NOT NULL,
	"key_hash" text NOT NULL,
	"name" varchar(100) NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "environment_api_keys_key_unique" UNIQUE("key"),
	CONSTRAINT "environment_api_keys_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "environments" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "environments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"name" varchar(2000) NOT NULL,
	"description" text,
	"api_key" varchar(100) NOT NULL,
	"minimum_change_request_approvals" integer,
	"allow_client_traits" boolean DEFAULT true NOT NULL,
	"banner_text" varchar(255),
	"banner_colour" varchar(7),
	"hide_disabled_flags" boolean,
	"use_identity_composite_key_for_hashing" boolean DEFAULT true NOT NULL,
	"hide_sensitive_data" boolean DEFAULT false NOT NULL,
	"use_v2_feature_versioning" boolean DEFAULT false NOT NULL,
	"use_identity_overrides_in_local_eval" boolean DEFAULT true NOT NULL,
	"is_creating" boolean DEFAULT false NOT NULL,
	"first_evaluated_at" timestamp with time zone,
	"first_evaluated_sdk_label" varchar(100),
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "environments_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "environments_api_key_unique" UNIQUE("api_key"),
	CONSTRAINT "environments_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "environments_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "environments_within_both" UNIQUE("id","project_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "feature_health_events" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_health_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"environment_id" integer,
	"type" text NOT NULL,
	"provider_name" varchar(255),
	"reason" jsonb,
	"external_id" varchar(255),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_health_events_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "feature_health_events_type_known" CHECK ("feature_health_events"."type" in ('UNHEALTHY', 'HEALTHY'))
);
--> statement-breakpoint
CREATE TABLE "feature_health_providers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_health_providers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"name" text NOT NULL,
	"created_by_id" integer,
	CONSTRAINT "feature_health_providers_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "feature_health_providers_unique" UNIQUE("project_id","name"),
	CONSTRAINT "feature_health_providers_name_known" CHECK ("feature_health_providers"."name" in ('Webhook', 'Grafana'))
);
--> statement-breakpoint
CREATE TABLE "feature_external_resources" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_external_resources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"feature_id" integer NOT NULL,
	"url" varchar(200) NOT NULL,
	"type" text NOT NULL,
	"metadata" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_external_resources_type_known" CHECK ("feature_external_resources"."type" in ('GITHUB_ISSUE', 'GITHUB_PR', 'GITLAB_ISSUE', 'GITLAB_MR'))
);
--> statement-breakpoint
CREATE TABLE "scanned_code_references" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scanned_code_references_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"project_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"repository_id" integer NOT NULL,
	"revision" varchar(100) NOT NULL,
	"code_references" jsonb NOT NULL,
	"references_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vcs_repositories" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "vcs_repositories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"project_id" integer NOT NULL,
	"url" varchar(2000) NOT NULL,
	"vcs_provider" text DEFAULT 'github' NOT NULL,
	"last_scanned_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vcs_repositories_unique" UNIQUE("project_id","url"),
	CONSTRAINT "vcs_repositories_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "vcs_repositories_provider_known" CHECK ("vcs_repositories"."vcs_provider" in ('github'))
);
--> statement-breakpoint
CREATE TABLE "feature_segments" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_segments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"segment_id" integer NOT NULL,
	"environment_feature_version_uuid" uuid,
	"priority" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "feature_segments_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "feature_segments_unique" UNIQUE NULLS NOT DISTINCT("environment_id","feature_id","segment_id","environment_feature_version_uuid"),
	CONSTRAINT "feature_segments_within_lineage" UNIQUE("id","environment_id","feature_id"),
	CONSTRAINT "feature_segments_priority_not_negative" CHECK ("feature_segments"."priority" >= 0)
);
--> statement-breakpoint
CREATE TABLE "feature_state_values" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_state_values_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"feature_state_id" integer NOT NULL,
	"type" text DEFAULT 'unicode' NOT NULL,
	"integer_value" bigint,
	"string_value" text,
	"boolean_value" boolean,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "feature_state_values_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "feature_state_values_feature_state_id_unique" UNIQUE("feature_state_id"),
	CONSTRAINT "feature_state_values_one_value" CHECK (("feature_state_values"."type" = 'int' and "feature_state_values"."integer_value" between -9007199254740991 and 9007199254740991 and "feature_state_values"."integer_value" is not null and num_nonnulls("feature_state_values"."string_value", "feature_state_values"."boolean_value") = 0)
     or ("feature_state_values"."type" = 'bool' and "feature_state_values"."boolean_value" is not null and num_nonnulls("feature_state_values"."string_value", "feature_state_values"."integer_value") = 0)
     or ("feature_state_values"."type" = 'unicode' and num_nonnulls("feature_state_values"."integer_value", "feature_state_values"."boolean_value") = 0))
);
--> statement-breakpoint
CREATE TABLE "feature_states" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_states_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"feature_segment_id" integer,
	"identity_id" integer,
	"enabled" boolean DEFAULT false NOT NULL,
	"live_from" timestamp with time zone,
	"version" integer DEFAULT 1,
	"environment_feature_version_uuid" uuid,
	"change_request_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "feature_states_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "feature_states_within_feature" UNIQUE("id","feature_id"),
	CONSTRAINT "feature_states_one_target" CHECK (num_nonnulls("feature_states"."feature_segment_id", "feature_states"."identity_id") <= 1),
	CONSTRAINT "feature_states_identity_outside_versions" CHECK ("feature_states"."identity_id" is null or "feature_states"."environment_feature_version_uuid" is null)
);
--> statement-breakpoint
CREATE TABLE "feature_exports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_exports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"environment_id" integer NOT NULL,
	"status" text DEFAULT 'PROCESSING' NOT NULL,
	"data" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_exports_status_known" CHECK ("feature_exports"."status" in ('PROCESSING', 'SUCCESS', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "feature_imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feature_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"environment_id" integer NOT NULL,
	"strategy" text NOT NULL,
	"status" text DEFAULT 'PROCESSING' NOT NULL,
	"data" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_imports_status_known" CHECK ("feature_imports"."status" in ('PROCESSING', 'SUCCESS', 'FAILED')),
	CONSTRAINT "feature_imports_strategy_known" CHECK ("feature_imports"."strategy" in ('SKIP', 'OVERWRITE_DESTRUCTIVE'))
);
--> statement-breakpoint
CREATE TABLE "launch_darkly_imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "launch_darkly_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"created_by_id" integer,
	"ld_project_key" varchar(2000) NOT NULL,
	"sealed_token" text,
	"status" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "feature_group_owners" (
	"feature_id" integer NOT NULL,
	"group_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	CONSTRAINT "feature_group_owners_pk" PRIMARY KEY("feature_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "feature_owners" (
	"feature_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	CONSTRAINT "feature_owners_pk" PRIMARY KEY("feature_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "feature_tags" (
	"feature_id" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	CONSTRAINT "feature_tags_pk" PRIMARY KEY("feature_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "features" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "features_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"name" varchar(2000) NOT NULL,
	"type" text DEFAULT 'STANDARD' NOT NULL,
	"description" text,
	"initial_value" text,
	"default_enabled" boolean DEFAULT false NOT NULL,
	"is_archived" boolean DEFAULT false NOT NULL,
	"is_server_key_only" boolean DEFAULT false NOT NULL,
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "features_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "features_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "features_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "features_type_known" CHECK ("features"."type" in ('STANDARD', 'MULTIVARIATE'))
);
--> statement-breakpoint
CREATE TABLE "group_environment_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_environment_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"admin" boolean DEFAULT false NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "group_environment_permissions_unique" UNIQUE("group_id","environment_id"),
	CONSTRAINT "group_environment_permissions_known" CHECK ("group_environment_permissions"."permissions" <@ array['VIEW_ENVIRONMENT', 'UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES', 'VIEW_IDENTITIES', 'MANAGE_IDENTITIES', 'CREATE_CHANGE_REQUEST', 'APPROVE_CHANGE_REQUEST']::text[])
);
--> statement-breakpoint
CREATE TABLE "group_organisation_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_organisation_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "group_organisation_permissions_unique" UNIQUE("group_id","organisation_id"),
	CONSTRAINT "group_organisation_permissions_known" CHECK ("group_organisation_permissions"."permissions" <@ array['CREATE_PROJECT', 'MANAGE_USER_GROUPS']::text[])
);
--> statement-breakpoint
CREATE TABLE "group_project_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "group_project_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"group_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"admin" boolean DEFAULT false NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "group_project_permissions_unique" UNIQUE("group_id","project_id"),
	CONSTRAINT "group_project_permissions_known" CHECK ("group_project_permissions"."permissions" <@ array['VIEW_PROJECT', 'CREATE_ENVIRONMENT', 'CREATE_FEATURE', 'EDIT_FEATURE', 'DELETE_FEATURE', 'MANAGE_SEGMENTS', 'MANAGE_TAGS', 'VIEW_AUDIT_LOG', 'MANAGE_PROJECT_LEVEL_CHANGE_REQUESTS', 'APPROVE_PROJECT_LEVEL_CHANGE_REQUESTS', 'CREATE_PROJECT_LEVEL_CHANGE_REQUESTS']::text[])
);
--> statement-breakpoint
CREATE TABLE "user_environment_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_environment_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"admin" boolean DEFAULT false NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "user_environment_permissions_unique" UNIQUE("user_id","environment_id"),
	CONSTRAINT "user_environment_permissions_known" CHECK ("user_environment_permissions"."permissions" <@ array['VIEW_ENVIRONMENT', 'UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES', 'VIEW_IDENTITIES', 'MANAGE_IDENTITIES', 'CREATE_CHANGE_REQUEST', 'APPROVE_CHANGE_REQUEST']::text[])
);
--> statement-breakpoint
CREATE TABLE "user_organisation_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_organisation_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "user_organisation_permissions_unique" UNIQUE("user_id","organisation_id"),
	CONSTRAINT "user_organisation_permissions_known" CHECK ("user_organisation_permissions"."permissions" <@ array['CREATE_PROJECT', 'MANAGE_USER_GROUPS']::text[])
);
--> statement-breakpoint
CREATE TABLE "user_project_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_project_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"admin" boolean DEFAULT false NOT NULL,
	"permissions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "user_project_permissions_unique" UNIQUE("user_id","project_id"),
	CONSTRAINT "user_project_permissions_known" CHECK ("user_project_permissions"."permissions" <@ array['VIEW_PROJECT', 'CREATE_ENVIRONMENT', 'CREATE_FEATURE', 'EDIT_FEATURE', 'DELETE_FEATURE', 'MANAGE_SEGMENTS', 'MANAGE_TAGS', 'VIEW_AUDIT_LOG', 'MANAGE_PROJECT_LEVEL_CHANGE_REQUESTS', 'APPROVE_PROJECT_LEVEL_CHANGE_REQUESTS', 'CREATE_PROJECT_LEVEL_CHANGE_REQUESTS']::text[])
);
--> statement-breakpoint
CREATE TABLE "group_memberships" (
	"user_id" integer NOT NULL,
	"group_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"group_admin" boolean DEFAULT false NOT NULL,
	CONSTRAINT "group_memberships_pk" PRIMARY KEY("group_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"name" varchar(200) NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"external_id" varchar(255),
	"ldap_dn" varchar(255),
	CONSTRAINT "groups_ldap_dn_unique" UNIQUE("ldap_dn"),
	CONSTRAINT "groups_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "groups_external_id_unique" UNIQUE("organisation_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "identities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"environment_id" integer NOT NULL,
	"identifier" varchar(2000) NOT NULL,
	"identifier_digest" "bytea" GENERATED ALWAYS AS (text_digest(identifier)) STORED NOT NULL,
	"system_traits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "identities_identifier_unique" UNIQUE("environment_id","identifier_digest"),
	CONSTRAINT "identities_within_environment" UNIQUE("environment_id","id")
);
--> statement-breakpoint
CREATE TABLE "traits" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "traits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"environment_id" integer NOT NULL,
	"identity_id" integer NOT NULL,
	"trait_key" varchar(200) NOT NULL,
	"value_type" text NOT NULL,
	"integer_value" bigint,
	"float_value" double precision,
	"string_value" varchar(2000),
	"boolean_value" boolean,
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "traits_key_unique" UNIQUE("identity_id","trait_key"),
	CONSTRAINT "traits_value_type_known" CHECK ("traits"."value_type" in ('int', 'unicode', 'bool', 'float')),
	CONSTRAINT "traits_one_value" CHECK (num_nonnulls("traits"."integer_value", "traits"."float_value", "traits"."string_value", "traits"."boolean_value") = (case when "traits"."deleted_at" is null then 1 else 0 end)
       and ("traits"."deleted_at" is not null or (case "traits"."value_type" when 'int' then "traits"."integer_value"::text when 'float' then "traits"."float_value"::text when 'bool' then "traits"."boolean_value"::text else "traits"."string_value" end) is not null)),
	CONSTRAINT "traits_integer_exact" CHECK ("traits"."integer_value" between -9007199254740991 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "github_repositories" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "github_repositories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"integration_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"repository_owner" varchar(100) NOT NULL,
	"repository_name" varchar(100) NOT NULL,
	"tagging_enabled" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gitlab_webhooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "gitlab_webhooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"integration_id" integer NOT NULL,
	"gitlab_project_id" integer NOT NULL,
	"project_path" varchar(255) NOT NULL,
	"hook_id" integer NOT NULL,
	"sealed_secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gitlab_webhooks_uuid_unique" UNIQUE("uuid")
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "integrations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer,
	"environment_id" integer,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"secrets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "integrations_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "integrations_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "integrations_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "integrations_unique" UNIQUE NULLS NOT DISTINCT("organisation_id","project_id","environment_id","kind"),
	CONSTRAINT "integrations_kind_known" CHECK ("integrations"."kind" in ('datadog', 'new-relic', 'dynatrace', 'grafana', 'slack', 'sentry', 'amplitude', 'segment', 'heap', 'mixpanel', 'rudderstack', 'webhook', 'github', 'gitlab')),
	CONSTRAINT "integrations_scope_matches" CHECK (case "integrations"."scope" when 'organisation' then "integrations"."project_id" is null and "integrations"."environment_id" is null
       when 'project' then "integrations"."project_id" is not null and "integrations"."environment_id" is null
       when 'environment' then "integrations"."project_id" is not null and "integrations"."environment_id" is not null else false end)
);
--> statement-breakpoint
CREATE TABLE "slack_environments" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "slack_environments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"integration_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"channel_id" varchar(50) NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invite_groups" (
	"invite_id" integer NOT NULL,
	"group_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	CONSTRAINT "invite_groups_pk" PRIMARY KEY("invite_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "invite_links" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invite_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"token_hash" text NOT NULL,
	"sealed_token" text NOT NULL,
	"role" text NOT NULL,
	"date_created" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "invite_links_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "invite_links_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invite_links_role_known" CHECK ("invite_links"."role" in ('ADMIN', 'USER'))
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invites_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"email" varchar(254) NOT NULL,
	"token_hash" text NOT NULL,
	"role" text DEFAULT 'USER' NOT NULL,
	"invited_by_id" integer,
	"date_created" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "invites_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invites_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "invites_role_known" CHECK ("invites"."role" in ('ADMIN', 'USER'))
);
--> statement-breakpoint
CREATE TABLE "metadata_fields" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metadata_fields_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"project_id" integer,
	"name" varchar(255) NOT NULL,
	"type" text DEFAULT 'str' NOT NULL,
	"description" text,
	CONSTRAINT "metadata_fields_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "metadata_fields_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "metadata_fields_name_unique" UNIQUE NULLS NOT DISTINCT("organisation_id","project_id","name"),
	CONSTRAINT "metadata_fields_type_known" CHECK ("metadata_fields"."type" in ('int', 'str', 'bool', 'url', 'multiline_str'))
);
--> statement-breakpoint
CREATE TABLE "metadata_model_fields" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metadata_model_fields_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"field_id" integer NOT NULL,
	"entity" text NOT NULL,
	CONSTRAINT "metadata_model_fields_unique" UNIQUE("field_id","entity"),
	CONSTRAINT "metadata_model_fields_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "metadata_model_fields_within_entity" UNIQUE("id","entity","organisation_id"),
	CONSTRAINT "metadata_model_fields_entity_known" CHECK ("metadata_model_fields"."entity" in ('feature', 'segment', 'environment'))
);
--> statement-breakpoint
CREATE TABLE "metadata_requirements" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metadata_requirements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"project_id" integer,
	"model_field_id" integer NOT NULL,
	CONSTRAINT "metadata_requirements_unique" UNIQUE NULLS NOT DISTINCT("model_field_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "metadata_values" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metadata_values_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"model_field_id" integer NOT NULL,
	"entity" text NOT NULL,
	"feature_id" integer,
	"segment_id" integer,
	"environment_id" integer,
	"field_value" varchar(2000) NOT NULL,
	CONSTRAINT "metadata_values_one_entity" CHECK (num_nonnulls("metadata_values"."feature_id", "metadata_values"."segment_id", "metadata_values"."environment_id") = 1
       and (case "metadata_values"."entity" when 'feature' then "metadata_values"."feature_id" when 'segment' then "metadata_values"."segment_id" else "metadata_values"."environment_id" end) is not null)
);
--> statement-breakpoint
CREATE TABLE "multivariate_feature_options" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "multivariate_feature_options_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"feature_id" integer NOT NULL,
	"key" varchar(255),
	"type" text DEFAULT 'unicode' NOT NULL,
	"integer_value" bigint,
	"string_value" text,
	"boolean_value" boolean,
	"default_percentage_allocation" double precision DEFAULT 100 NOT NULL,
	CONSTRAINT "multivariate_feature_options_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "multivariate_feature_options_within_feature" UNIQUE("feature_id","id"),
	CONSTRAINT "multivariate_feature_options_key_unique" UNIQUE("feature_id","key"),
	CONSTRAINT "multivariate_feature_options_one_value" CHECK (("multivariate_feature_options"."type" = 'int' and "multivariate_feature_options"."integer_value" between -9007199254740991 and 9007199254740991 and "multivariate_feature_options"."integer_value" is not null and num_nonnulls("multivariate_feature_options"."string_value", "multivariate_feature_options"."boolean_value") = 0)
     or ("multivariate_feature_options"."type" = 'bool' and "multivariate_feature_options"."boolean_value" is not null and num_nonnulls("multivariate_feature_options"."string_value", "multivariate_feature_options"."integer_value") = 0)
     or ("multivariate_feature_options"."type" = 'unicode' and num_nonnulls("multivariate_feature_options"."integer_value", "multivariate_feature_options"."boolean_value") = 0)),
	CONSTRAINT "multivariate_feature_options_percentage" CHECK ("multivariate_feature_options"."default_percentage_allocation" between 0 and 100),
	CONSTRAINT "multivariate_feature_options_key_is_slug" CHECK ("multivariate_feature_options"."key" ~ '^[-a-zA-Z0-9_]+$' and "multivariate_feature_options"."key" <> 'control')
);
--> statement-breakpoint
CREATE TABLE "multivariate_feature_state_values" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "multivariate_feature_state_values_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"feature_id" integer NOT NULL,
	"feature_state_id" integer NOT NULL,
	"multivariate_feature_option_id" integer NOT NULL,
	"percentage_allocation" double precision DEFAULT 100 NOT NULL,
	CONSTRAINT "multivariate_feature_state_values_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "multivariate_feature_state_values_unique" UNIQUE("feature_state_id","multivariate_feature_option_id"),
	CONSTRAINT "multivariate_feature_state_values_percentage" CHECK ("multivariate_feature_state_values"."percentage_allocation" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "oauth_applications" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "oauth_applications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"client_id" varchar(100) NOT NULL,
	"client_secret_hash" text,
	"name" varchar(255) NOT NULL,
	"client_type" text NOT NULL,
	"redirect_uris" text[] DEFAULT '{}' NOT NULL,
	"skip_authorization" boolean DEFAULT false NOT NULL,
	"user_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "oauth_applications_client_id_unique" UNIQUE("client_id"),
	CONSTRAINT "oauth_applications_client_type_known" CHECK ("oauth_applications"."client_type" in ('public', 'confidential'))
);
--> statement-breakpoint
CREATE TABLE "oauth_grants" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "oauth_grants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"application_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"code_hash" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"scope" text DEFAULT '' NOT NULL,
	"code_challenge" text NOT NULL,
	"code_challenge_method" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "oauth_grants_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "oauth_tokens" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "oauth_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"application_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	"family" text NOT NULL,
	"access_token_hash" text NOT NULL,
	"refresh_token_hash" text,
	"scope" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"refresh_expires_at" timestamp with time zone,
	"rotated_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "oauth_tokens_access_token_hash_unique" UNIQUE("access_token_hash"),
	CONSTRAINT "oauth_tokens_refresh_token_hash_unique" UNIQUE("refresh_token_hash")
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "organisations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" varchar(2000) NOT NULL,
	"has_requested_features" boolean DEFAULT false NOT NULL,
	"webhook_notification_email" varchar(254),
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"alerted_over_plan_limit" boolean DEFAULT false NOT NULL,
	"stop_serving_flags" boolean DEFAULT false NOT NULL,
	"restrict_project_create_to_admin" boolean DEFAULT false NOT NULL,
	"persist_trait_data" boolean DEFAULT true NOT NULL,
	"block_access_to_admin" boolean DEFAULT false NOT NULL,
	"feature_analytics" boolean DEFAULT false NOT NULL,
	"force_2fa" boolean DEFAULT false NOT NULL,
	"targeting_key" varchar(64),
	"deleted_at" timestamp with time zone,
	CONSTRAINT "organisations_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "organisations_name_present" CHECK ("organisations"."name" <> '')
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscriptions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"plan" varchar(100) DEFAULT 'free' NOT NULL,
	"subscription_date" timestamp with time zone,
	"max_seats" integer,
	"max_api_calls" bigint,
	"notes" text,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "subscriptions_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "subscriptions_organisation_id_unique" UNIQUE("organisation_id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "projects_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"name" varchar(2000) NOT NULL,
	"hide_disabled_flags" boolean DEFAULT false NOT NULL,
	"enable_dynamo_db" boolean DEFAULT false NOT NULL,
	"prevent_flag_defaults" boolean DEFAULT false NOT NULL,
	"enforce_feature_owners" boolean DEFAULT false NOT NULL,
	"enable_realtime_updates" boolean DEFAULT false NOT NULL,
	"only_allow_lower_case_feature_names" boolean DEFAULT true NOT NULL,
	"feature_name_regex" varchar(255),
	"max_segments_allowed" integer DEFAULT 500 NOT NULL,
	"max_features_allowed" integer DEFAULT 1000 NOT NULL,
	"max_segment_overrides_allowed" integer DEFAULT 2000 NOT NULL,
	"edge_v2_migration_status" text DEFAULT 'NOT_STARTED' NOT NULL,
	"stale_flags_limit_days" integer DEFAULT 30 NOT NULL,
	"minimum_change_request_approvals" integer,
	"created_date" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "projects_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "projects_within_organisation" UNIQUE("id","organisation_id"),
	CONSTRAINT "projects_edge_v2_migration_status_known" CHECK ("projects"."edge_v2_migration_status" in ('NOT_STARTED', 'IN_PROGRESS', 'COMPLETE', 'INCOMPLETE'))
);
--> statement-breakpoint
CREATE TABLE "role_permission_entries" (
	"role_permission_id" integer NOT NULL,
	"permission_key" text NOT NULL,
	CONSTRAINT "role_permission_entries_pk" PRIMARY KEY("role_permission_id","permission_key"),
	CONSTRAINT "role_permission_entries_known" CHECK ("role_permission_entries"."permission_key" in ('CREATE_PROJECT', 'MANAGE_USER_GROUPS', 'VIEW_PROJECT', 'CREATE_ENVIRONMENT', 'CREATE_FEATURE', 'EDIT_FEATURE', 'DELETE_FEATURE', 'MANAGE_SEGMENTS', 'MANAGE_TAGS', 'VIEW_AUDIT_LOG', 'MANAGE_PROJECT_LEVEL_CHANGE_REQUESTS', 'APPROVE_PROJECT_LEVEL_CHANGE_REQUESTS', 'CREATE_PROJECT_LEVEL_CHANGE_REQUESTS', 'VIEW_ENVIRONMENT', 'UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES', 'VIEW_IDENTITIES', 'MANAGE_IDENTITIES', 'CREATE_CHANGE_REQUEST', 'APPROVE_CHANGE_REQUEST'))
);
--> statement-breakpoint
CREATE TABLE "role_permission_tags" (
	"role_permission_id" integer NOT NULL,
	"permission_key" text NOT NULL,
	"project_id" integer NOT NULL,
	"tag_id" integer NOT NULL,
	CONSTRAINT "role_permission_tags_pk" PRIMARY KEY("role_permission_id","permission_key","tag_id")
);
--> statement-breakpoint
CREATE TABLE "role_permissions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "role_permissions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"role_id" integer NOT NULL,
	"project_id" integer,
	"environment_id" integer,
	"admin" boolean DEFAULT false NOT NULL,
	CONSTRAINT "role_permissions_unique" UNIQUE NULLS NOT DISTINCT("role_id","project_id","environment_id"),
	CONSTRAINT "role_permissions_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "role_permissions_environment_has_project" CHECK ("role_permissions"."environment_id" is null or "role_permissions"."project_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "role_assignments" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "role_assignments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"organisation_id" integer NOT NULL,
	"role_id" integer NOT NULL,
	"user_id" integer,
	"group_id" integer,
	"master_api_key_id" integer,
	CONSTRAINT "role_assignments_unique" UNIQUE NULLS NOT DISTINCT("role_id","user_id","group_id","master_api_key_id"),
	CONSTRAINT "role_assignments_one_holder" CHECK (num_nonnulls("role_assignments"."user_id", "role_assignments"."group_id", "role_assignments"."master_api_key_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "roles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"name" varchar(2000) NOT NULL,
	"description" text,
	CONSTRAINT "roles_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "roles_within_organisation" UNIQUE("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "segment_conditions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "segment_conditions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"segment_id" integer NOT NULL,
	"rule_id" integer NOT NULL,
	"operator" text NOT NULL,
	"property" varchar(1000),
	"value" text,
	"description" text,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "segment_conditions_operator_known" CHECK ("segment_conditions"."operator" in ('EQUAL', 'NOT_EQUAL', 'GREATER_THAN', 'GREATER_THAN_INCLUSIVE', 'LESS_THAN', 'LESS_THAN_INCLUSIVE', 'CONTAINS', 'NOT_CONTAINS', 'REGEX', 'PERCENTAGE_SPLIT', 'MODULO', 'IS_SET', 'IS_NOT_SET', 'IN'))
);
--> statement-breakpoint
CREATE TABLE "segment_rules" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "segment_rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"segment_id" integer NOT NULL,
	"parent_rule_id" integer,
	"type" text NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "segment_rules_within_segment" UNIQUE("segment_id","id"),
	CONSTRAINT "segment_rules_type_known" CHECK ("segment_rules"."type" in ('ALL', 'ANY', 'NONE')),
	CONSTRAINT "segment_rules_not_its_own_parent" CHECK ("segment_rules"."parent_rule_id" <> "segment_rules"."id")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "segments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"feature_id" integer,
	"name" varchar(2000) NOT NULL,
	"description" text,
	"version" integer DEFAULT 1 NOT NULL,
	"version_of_id" integer,
	"change_request_id" integer,
	"is_system_segment" boolean DEFAULT false NOT NULL,
	"managed_by" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "segments_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "segments_within_project" UNIQUE("id","project_id"),
	CONSTRAINT "segments_managed_by_known" CHECK ("segments"."managed_by" in ('', 'cohort')),
	CONSTRAINT "segments_not_revision_of_itself" CHECK ("segments"."version_of_id" <> "segments"."id")
);
--> statement-breakpoint
CREATE TABLE "auth_tokens" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "auth_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"kind" text NOT NULL,
	"token_hash" text NOT NULL,
	"user_agent" varchar(300),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "auth_tokens_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "auth_tokens_kind_known" CHECK ("auth_tokens"."kind" in ('token', 'session'))
);
--> statement-breakpoint
CREATE TABLE "mfa_methods" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mfa_methods_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"name" text NOT NULL,
	"sealed_secret" text NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT false NOT NULL,
	"backup_code_hashes" text[] DEFAULT '{}' NOT NULL,
	"last_used_step" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mfa_methods_user_name_unique" UNIQUE("user_id","name"),
	CONSTRAINT "mfa_methods_name_known" CHECK ("mfa_methods"."name" in ('app'))
);
--> statement-breakpoint
CREATE TABLE "password_reset_requests" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "password_reset_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"token_hash" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_reset_requests_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tags_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"label" varchar(100) NOT NULL,
	"color" varchar(10) DEFAULT '#6837FC' NOT NULL,
	"description" varchar(512),
	"is_system_tag" boolean DEFAULT false NOT NULL,
	"is_permanent" boolean DEFAULT false NOT NULL,
	"type" text DEFAULT 'NONE' NOT NULL,
	CONSTRAINT "tags_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "tags_within_project" UNIQUE("project_id","id"),
	CONSTRAINT "tags_type_known" CHECK ("tags"."type" in ('NONE', 'STALE', 'GITHUB', 'UNHEALTHY', 'GITLAB'))
);
--> statement-breakpoint
CREATE TABLE "api_usage_blocks" (
	"organisation_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"resource" smallint NOT NULL,
	"block_start" timestamp with time zone NOT NULL,
	"host" varchar(255) DEFAULT '' NOT NULL,
	"client_application_name" varchar(100) DEFAULT '' NOT NULL,
	"client_application_version" varchar(100) DEFAULT '' NOT NULL,
	"user_agent" varchar(100) DEFAULT '' NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "api_usage_blocks_unique" UNIQUE("environment_id","block_start","resource","host","client_application_name","client_application_version","user_agent"),
	CONSTRAINT "api_usage_blocks_resource_known" CHECK ("api_usage_blocks"."resource" between 1 and 4),
	CONSTRAINT "api_usage_blocks_quarter_hour" CHECK (extract(epoch from "api_usage_blocks"."block_start") % 900 = 0)
);
--> statement-breakpoint
CREATE TABLE "applied_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feature_evaluation_blocks" (
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"block_start" timestamp with time zone NOT NULL,
	"client_application_name" varchar(100) DEFAULT '' NOT NULL,
	"client_application_version" varchar(100) DEFAULT '' NOT NULL,
	"user_agent" varchar(100) DEFAULT '' NOT NULL,
	"enabled_when_evaluated" boolean,
	"count" bigint NOT NULL,
	CONSTRAINT "feature_evaluation_blocks_unique" UNIQUE NULLS NOT DISTINCT("environment_id","feature_id","block_start","enabled_when_evaluated","client_application_name","client_application_version","user_agent"),
	CONSTRAINT "feature_evaluation_blocks_quarter_hour" CHECK (extract(epoch from "feature_evaluation_blocks"."block_start") % 900 = 0)
);
--> statement-breakpoint
CREATE TABLE "user_organisations" (
	"user_id" integer NOT NULL,
	"organisation_id" integer NOT NULL,
	"role" text NOT NULL,
	"date_joined" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_organisations_pk" PRIMARY KEY("user_id","organisation_id"),
	CONSTRAINT "user_organisations_role_known" CHECK ("user_organisations"."role" in ('ADMIN', 'USER'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "users_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"email" varchar(254) NOT NULL,
	"username" varchar(150),
	"first_name" varchar(150) DEFAULT '' NOT NULL,
	"last_name" varchar(150) DEFAULT '' NOT NULL,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"is_staff" boolean DEFAULT false NOT NULL,
	"is_superuser" boolean DEFAULT false NOT NULL,
	"google_user_id" varchar(50),
	"github_user_id" varchar(50),
	"onboarding_data" jsonb,
	"marketing_consent_given" boolean DEFAULT false NOT NULL,
	"sign_up_type" text,
	"last_login" timestamp with time zone,
	"date_joined" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "users_username_unique" UNIQUE("username"),
	CONSTRAINT "users_google_user_id_unique" UNIQUE("google_user_id"),
	CONSTRAINT "users_github_user_id_unique" UNIQUE("github_user_id"),
	CONSTRAINT "users_sign_up_type_known" CHECK ("users"."sign_up_type" in ('NO_INVITE', 'INVITE_EMAIL', 'INVITE_LINK'))
);
--> statement-breakpoint
CREATE TABLE "environment_feature_versions" (
	"uuid" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"description" text,
	"published_at" timestamp with time zone,
	"live_from" timestamp with time zone,
	"change_request_id" integer,
	"created_by_id" integer,
	"created_by_api_key_id" integer,
	"published_by_id" integer,
	"published_by_api_key_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "environment_feature_versions_within_lineage" UNIQUE("uuid","environment_id","feature_id"),
	CONSTRAINT "environment_feature_versions_published_has_live_from" CHECK ("environment_feature_versions"."published_at" is null or "environment_feature_versions"."live_from" is not null)
);
--> statement-breakpoint
CREATE TABLE "version_change_sets" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "version_change_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"project_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"feature_id" integer NOT NULL,
	"change_request_id" integer,
	"environment_feature_version_uuid" uuid,
	"feature_states_to_create" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"feature_states_to_update" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"segment_ids_to_delete_overrides" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"live_from" timestamp with time zone,
	"published_at" timestamp with time zone,
	"published_by_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "environment_webhooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "environment_webhooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"environment_id" integer NOT NULL,
	"url" varchar(200) NOT NULL,
	"sealed_secret" text DEFAULT '' NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "environment_webhooks_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "environment_webhooks_within_organisation" UNIQUE("id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "organisation_webhooks" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "organisation_webhooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"uuid" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"name" varchar(100) DEFAULT '' NOT NULL,
	"url" varchar(200) NOT NULL,
	"sealed_secret" text DEFAULT '' NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisation_webhooks_uuid_unique" UNIQUE("uuid"),
	CONSTRAINT "organisation_webhooks_within_organisation" UNIQUE("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"idempotency_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" integer NOT NULL,
	"environment_id" integer,
	"environment_webhook_id" integer,
	"organisation_webhook_id" integer,
	"integration_id" integer,
	"event_type" varchar(50) NOT NULL,
	"body" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_idempotency_id_unique" UNIQUE("idempotency_id"),
	CONSTRAINT "webhook_deliveries_state_known" CHECK ("webhook_deliveries"."state" in ('pending', 'delivered', 'failed')),
	CONSTRAINT "webhook_deliveries_one_receiver" CHECK (num_nonnulls("webhook_deliveries"."environment_webhook_id", "webhook_deliveries"."organisation_webhook_id", "webhook_deliveries"."integration_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "master_api_keys" ADD CONSTRAINT "master_api_keys_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "master_api_keys" ADD CONSTRAINT "master_api_keys_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_relationships" ADD CONSTRAINT "trust_relationships_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_relationships" ADD CONSTRAINT "trust_relationships_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_relationships" ADD CONSTRAINT "trust_relationships_master_api_key_fk" FOREIGN KEY ("master_api_key_id","organisation_id") REFERENCES "public"."master_api_keys"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_heads" ADD CONSTRAINT "audit_heads_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_logs" ADD CONSTRAINT "audit_logs_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_logs" ADD CONSTRAINT "audit_logs_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_logs" ADD CONSTRAINT "audit_logs_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bucketing_seeds" ADD CONSTRAINT "bucketing_seeds_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bucketing_seeds" ADD CONSTRAINT "bucketing_seeds_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bucketing_seeds" ADD CONSTRAINT "bucketing_seeds_segment_fk" FOREIGN KEY ("segment_id","project_id") REFERENCES "public"."segments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request_approvals" ADD CONSTRAINT "change_request_approvals_change_request_id_change_requests_id_fk" FOREIGN KEY ("change_request_id") REFERENCES "public"."change_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request_approvals" ADD CONSTRAINT "change_request_approvals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request_group_assignments" ADD CONSTRAINT "change_request_group_assignments_change_request_fk" FOREIGN KEY ("change_request_id","organisation_id") REFERENCES "public"."change_requests"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request_group_assignments" ADD CONSTRAINT "change_request_group_assignments_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_committed_by_id_users_id_fk" FOREIGN KEY ("committed_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_requests" ADD CONSTRAINT "change_requests_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_api_keys" ADD CONSTRAINT "environment_api_keys_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_health_events" ADD CONSTRAINT "feature_health_events_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_health_events" ADD CONSTRAINT "feature_health_events_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_health_providers" ADD CONSTRAINT "feature_health_providers_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_health_providers" ADD CONSTRAINT "feature_health_providers_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_external_resources" ADD CONSTRAINT "feature_external_resources_feature_id_features_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."features"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scanned_code_references" ADD CONSTRAINT "scanned_code_references_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scanned_code_references" ADD CONSTRAINT "scanned_code_references_repository_fk" FOREIGN KEY ("repository_id","project_id") REFERENCES "public"."vcs_repositories"("id","project_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcs_repositories" ADD CONSTRAINT "vcs_repositories_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_segments" ADD CONSTRAINT "feature_segments_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_segments" ADD CONSTRAINT "feature_segments_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_segments" ADD CONSTRAINT "feature_segments_segment_fk" FOREIGN KEY ("segment_id","project_id") REFERENCES "public"."segments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_segments" ADD CONSTRAINT "feature_segments_version_fk" FOREIGN KEY ("environment_feature_version_uuid","environment_id","feature_id") REFERENCES "public"."environment_feature_versions"("uuid","environment_id","feature_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_state_values" ADD CONSTRAINT "feature_state_values_feature_state_id_feature_states_id_fk" FOREIGN KEY ("feature_state_id") REFERENCES "public"."feature_states"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_feature_segment_fk" FOREIGN KEY ("feature_segment_id","environment_id","feature_id") REFERENCES "public"."feature_segments"("id","environment_id","feature_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_identity_fk" FOREIGN KEY ("environment_id","identity_id") REFERENCES "public"."identities"("environment_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_version_fk" FOREIGN KEY ("environment_feature_version_uuid","environment_id","feature_id") REFERENCES "public"."environment_feature_versions"("uuid","environment_id","feature_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_states" ADD CONSTRAINT "feature_states_change_request_fk" FOREIGN KEY ("change_request_id","project_id") REFERENCES "public"."change_requests"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_exports" ADD CONSTRAINT "feature_exports_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_imports" ADD CONSTRAINT "feature_imports_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_darkly_imports" ADD CONSTRAINT "launch_darkly_imports_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_darkly_imports" ADD CONSTRAINT "launch_darkly_imports_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_group_owners" ADD CONSTRAINT "feature_group_owners_feature_fk" FOREIGN KEY ("feature_id","organisation_id") REFERENCES "public"."features"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_group_owners" ADD CONSTRAINT "feature_group_owners_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_owners" ADD CONSTRAINT "feature_owners_feature_fk" FOREIGN KEY ("feature_id","organisation_id") REFERENCES "public"."features"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_owners" ADD CONSTRAINT "feature_owners_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_tags" ADD CONSTRAINT "feature_tags_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_tags" ADD CONSTRAINT "feature_tags_tag_fk" FOREIGN KEY ("tag_id","project_id") REFERENCES "public"."tags"("id","project_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "features" ADD CONSTRAINT "features_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_environment_permissions" ADD CONSTRAINT "group_environment_permissions_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_environment_permissions" ADD CONSTRAINT "group_environment_permissions_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_organisation_permissions" ADD CONSTRAINT "group_organisation_permissions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_organisation_permissions" ADD CONSTRAINT "group_organisation_permissions_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_project_permissions" ADD CONSTRAINT "group_project_permissions_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_project_permissions" ADD CONSTRAINT "group_project_permissions_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_environment_permissions" ADD CONSTRAINT "user_environment_permissions_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_environment_permissions" ADD CONSTRAINT "user_environment_permissions_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_organisation_permissions" ADD CONSTRAINT "user_organisation_permissions_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_project_permissions" ADD CONSTRAINT "user_project_permissions_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_project_permissions" ADD CONSTRAINT "user_project_permissions_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_memberships" ADD CONSTRAINT "group_memberships_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_memberships" ADD CONSTRAINT "group_memberships_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "traits" ADD CONSTRAINT "traits_identity_fk" FOREIGN KEY ("environment_id","identity_id") REFERENCES "public"."identities"("environment_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_repositories" ADD CONSTRAINT "github_repositories_integration_fk" FOREIGN KEY ("integration_id","organisation_id") REFERENCES "public"."integrations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_repositories" ADD CONSTRAINT "github_repositories_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gitlab_webhooks" ADD CONSTRAINT "gitlab_webhooks_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integrations" ADD CONSTRAINT "integrations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integrations" ADD CONSTRAINT "integrations_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integrations" ADD CONSTRAINT "integrations_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slack_environments" ADD CONSTRAINT "slack_environments_integration_fk" FOREIGN KEY ("integration_id","project_id") REFERENCES "public"."integrations"("id","project_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slack_environments" ADD CONSTRAINT "slack_environments_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_groups" ADD CONSTRAINT "invite_groups_invite_fk" FOREIGN KEY ("invite_id","organisation_id") REFERENCES "public"."invites"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_groups" ADD CONSTRAINT "invite_groups_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invite_links" ADD CONSTRAINT "invite_links_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_invited_by_id_users_id_fk" FOREIGN KEY ("invited_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_fields" ADD CONSTRAINT "metadata_fields_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_fields" ADD CONSTRAINT "metadata_fields_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_model_fields" ADD CONSTRAINT "metadata_model_fields_field_fk" FOREIGN KEY ("field_id","organisation_id") REFERENCES "public"."metadata_fields"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_requirements" ADD CONSTRAINT "metadata_requirements_model_field_fk" FOREIGN KEY ("model_field_id","organisation_id") REFERENCES "public"."metadata_model_fields"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_requirements" ADD CONSTRAINT "metadata_requirements_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_values" ADD CONSTRAINT "metadata_values_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_values" ADD CONSTRAINT "metadata_values_model_field_fk" FOREIGN KEY ("model_field_id","entity","organisation_id") REFERENCES "public"."metadata_model_fields"("id","entity","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_values" ADD CONSTRAINT "metadata_values_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_values" ADD CONSTRAINT "metadata_values_segment_fk" FOREIGN KEY ("segment_id","project_id") REFERENCES "public"."segments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metadata_values" ADD CONSTRAINT "metadata_values_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multivariate_feature_options" ADD CONSTRAINT "multivariate_feature_options_feature_id_features_id_fk" FOREIGN KEY ("feature_id") REFERENCES "public"."features"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multivariate_feature_state_values" ADD CONSTRAINT "multivariate_feature_state_values_feature_state_fk" FOREIGN KEY ("feature_state_id","feature_id") REFERENCES "public"."feature_states"("id","feature_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multivariate_feature_state_values" ADD CONSTRAINT "multivariate_feature_state_values_option_fk" FOREIGN KEY ("feature_id","multivariate_feature_option_id") REFERENCES "public"."multivariate_feature_options"("feature_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_applications" ADD CONSTRAINT "oauth_applications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_grants" ADD CONSTRAINT "oauth_grants_application_id_oauth_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."oauth_applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_grants" ADD CONSTRAINT "oauth_grants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_tokens" ADD CONSTRAINT "oauth_tokens_application_id_oauth_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."oauth_applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_tokens" ADD CONSTRAINT "oauth_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_environment_fk" FOREIGN KEY ("environment_id","project_id","organisation_id") REFERENCES "public"."environments"("id","project_id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permission_entries" ADD CONSTRAINT "role_permission_entries_role_permission_id_role_permissions_id_fk" FOREIGN KEY ("role_permission_id") REFERENCES "public"."role_permissions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permission_tags" ADD CONSTRAINT "role_permission_tags_entry_fk" FOREIGN KEY ("role_permission_id","permission_key") REFERENCES "public"."role_permission_entries"("role_permission_id","permission_key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permission_tags" ADD CONSTRAINT "role_permission_tags_project_fk" FOREIGN KEY ("role_permission_id","project_id") REFERENCES "public"."role_permissions"("id","project_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permission_tags" ADD CONSTRAINT "role_permission_tags_tag_fk" FOREIGN KEY ("project_id","tag_id") REFERENCES "public"."tags"("project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_role_fk" FOREIGN KEY ("organisation_id","role_id") REFERENCES "public"."roles"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_project_fk" FOREIGN KEY ("project_id","organisation_id") REFERENCES "public"."projects"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_role_fk" FOREIGN KEY ("organisation_id","role_id") REFERENCES "public"."roles"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_member_fk" FOREIGN KEY ("user_id","organisation_id") REFERENCES "public"."user_organisations"("user_id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_group_fk" FOREIGN KEY ("group_id","organisation_id") REFERENCES "public"."groups"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_master_api_key_fk" FOREIGN KEY ("master_api_key_id","organisation_id") REFERENCES "public"."master_api_keys"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_conditions" ADD CONSTRAINT "segment_conditions_rule_fk" FOREIGN KEY ("segment_id","rule_id") REFERENCES "public"."segment_rules"("segment_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_rules" ADD CONSTRAINT "segment_rules_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_rules" ADD CONSTRAINT "segment_rules_parent_fk" FOREIGN KEY ("segment_id","parent_rule_id") REFERENCES "public"."segment_rules"("segment_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_version_of_fk" FOREIGN KEY ("version_of_id","project_id") REFERENCES "public"."segments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_change_request_fk" FOREIGN KEY ("change_request_id","project_id") REFERENCES "public"."change_requests"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_tokens" ADD CONSTRAINT "auth_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mfa_methods" ADD CONSTRAINT "mfa_methods_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_reset_requests" ADD CONSTRAINT "password_reset_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "tags_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_usage_blocks" ADD CONSTRAINT "api_usage_blocks_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_evaluation_blocks" ADD CONSTRAINT "feature_evaluation_blocks_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_evaluation_blocks" ADD CONSTRAINT "feature_evaluation_blocks_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_organisations" ADD CONSTRAINT "user_organisations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_organisations" ADD CONSTRAINT "user_organisations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_created_by_api_key_id_master_api_keys_id_fk" FOREIGN KEY ("created_by_api_key_id") REFERENCES "public"."master_api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_published_by_id_users_id_fk" FOREIGN KEY ("published_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_published_by_api_key_id_master_api_keys_id_fk" FOREIGN KEY ("published_by_api_key_id") REFERENCES "public"."master_api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_feature_versions" ADD CONSTRAINT "environment_feature_versions_change_request_fk" FOREIGN KEY ("change_request_id","project_id") REFERENCES "public"."change_requests"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_change_sets" ADD CONSTRAINT "version_change_sets_published_by_id_users_id_fk" FOREIGN KEY ("published_by_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_change_sets" ADD CONSTRAINT "version_change_sets_environment_fk" FOREIGN KEY ("environment_id","project_id") REFERENCES "public"."environments"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_change_sets" ADD CONSTRAINT "version_change_sets_feature_fk" FOREIGN KEY ("feature_id","project_id") REFERENCES "public"."features"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_change_sets" ADD CONSTRAINT "version_change_sets_change_request_fk" FOREIGN KEY ("change_request_id","project_id") REFERENCES "public"."change_requests"("id","project_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_change_sets" ADD CONSTRAINT "version_change_sets_version_fk" FOREIGN KEY ("environment_feature_version_uuid","environment_id","feature_id") REFERENCES "public"."environment_feature_versions"("uuid","environment_id","feature_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment_webhooks" ADD CONSTRAINT "environment_webhooks_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_webhooks" ADD CONSTRAINT "organisation_webhooks_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_environment_fk" FOREIGN KEY ("environment_id","organisation_id") REFERENCES "public"."environments"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_environment_webhook_fk" FOREIGN KEY ("environment_webhook_id","organisation_id") REFERENCES "public"."environment_webhooks"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_organisation_webhook_fk" FOREIGN KEY ("organisation_id","organisation_webhook_id") REFERENCES "public"."organisation_webhooks"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_integration_fk" FOREIGN KEY ("integration_id","organisation_id") REFERENCES "public"."integrations"("id","organisation_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "master_api_keys_organisation" ON "master_api_keys" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "trust_relationships_issuer_audience_unique" ON "trust_relationships" USING btree ("issuer","audience") WHERE "trust_relationships"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "trust_relationships_organisation" ON "trust_relationships" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "audit_logs_project_newest" ON "audit_logs" USING btree ("project_id","created_date" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_logs_organisation_newest" ON "audit_logs" USING btree ("organisation_id","created_date" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_logs_related_object" ON "audit_logs" USING btree ("related_object_type","related_object_id");--> statement-breakpoint
CREATE UNIQUE INDEX "change_request_approvals_unique" ON "change_request_approvals" USING btree ("change_request_id","user_id");--> statement-breakpoint
CREATE INDEX "change_request_approvals_user" ON "change_request_approvals" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "change_requests_newest" ON "change_requests" USING btree ("project_id","environment_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "environment_api_keys_environment" ON "environment_api_keys" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "environments_project" ON "environments" USING btree ("project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "environments_name_unique" ON "environments" USING btree ("project_id",text_digest("name")) WHERE "environments"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "feature_health_events_newest" ON "feature_health_events" USING btree ("feature_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "feature_external_resources_unique" ON "feature_external_resources" USING btree ("feature_id","url");--> statement-breakpoint
CREATE INDEX "feature_external_resources_url" ON "feature_external_resources" USING btree ("url");--> statement-breakpoint
CREATE UNIQUE INDEX "scanned_code_references_unique" ON "scanned_code_references" USING btree ("feature_id","repository_id","references_hash");--> statement-breakpoint
CREATE INDEX "feature_segments_segment" ON "feature_segments" USING btree ("segment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "feature_states_place_unique" ON "feature_states" USING btree ("environment_id","feature_id",coalesce("feature_segment_id", 0),coalesce("identity_id", 0),coalesce("environment_feature_version_uuid", '00000000-0000-0000-0000-000000000000'::uuid),"version") WHERE "feature_states"."deleted_at" is null and "feature_states"."version" is not null;--> statement-breakpoint
CREATE INDEX "feature_states_feature" ON "feature_states" USING btree ("feature_id","environment_id");--> statement-breakpoint
CREATE INDEX "feature_states_feature_segment" ON "feature_states" USING btree ("feature_segment_id");--> statement-breakpoint
CREATE INDEX "feature_states_identity" ON "feature_states" USING btree ("environment_id","identity_id") WHERE "feature_states"."identity_id" is not null;--> statement-breakpoint
CREATE INDEX "feature_states_version" ON "feature_states" USING btree ("environment_feature_version_uuid");--> statement-breakpoint
CREATE INDEX "feature_states_change_request" ON "feature_states" USING btree ("change_request_id");--> statement-breakpoint
CREATE INDEX "feature_exports_environment" ON "feature_exports" USING btree ("environment_id","created_at");--> statement-breakpoint
CREATE INDEX "feature_imports_environment" ON "feature_imports" USING btree ("environment_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "feature_imports_one_at_a_time" ON "feature_imports" USING btree ("environment_id") WHERE "feature_imports"."status" = 'PROCESSING';--> statement-breakpoint
CREATE UNIQUE INDEX "launch_darkly_imports_one_at_a_time" ON "launch_darkly_imports" USING btree ("project_id",text_digest("ld_project_key")) WHERE "launch_darkly_imports"."completed_at" is null;--> statement-breakpoint
CREATE INDEX "feature_group_owners_group" ON "feature_group_owners" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "feature_owners_user" ON "feature_owners" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "feature_tags_tag" ON "feature_tags" USING btree ("tag_id");--> statement-breakpoint
CREATE UNIQUE INDEX "features_name_unique" ON "features" USING btree ("project_id",text_digest(lower("name"))) WHERE "features"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "features_live" ON "features" USING btree ("project_id","is_archived","created_date") WHERE "features"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "group_environment_permissions_environment" ON "group_environment_permissions" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "group_project_permissions_project" ON "group_project_permissions" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "user_environment_permissions_environment" ON "user_environment_permissions" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "user_project_permissions_project" ON "user_project_permissions" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "group_memberships_user" ON "group_memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "groups_organisation" ON "groups" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "github_repositories_unique" ON "github_repositories" USING btree ("project_id","repository_owner","repository_name");--> statement-breakpoint
CREATE UNIQUE INDEX "gitlab_webhooks_unique" ON "gitlab_webhooks" USING btree ("integration_id","gitlab_project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "slack_environments_unique" ON "slack_environments" USING btree ("integration_id","environment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invite_links_organisation" ON "invite_links" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "invites_email_unique" ON "invites" USING btree ("organisation_id",lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "metadata_values_feature_unique" ON "metadata_values" USING btree ("feature_id","model_field_id");--> statement-breakpoint
CREATE UNIQUE INDEX "metadata_values_segment_unique" ON "metadata_values" USING btree ("segment_id","model_field_id");--> statement-breakpoint
CREATE UNIQUE INDEX "metadata_values_environment_unique" ON "metadata_values" USING btree ("environment_id","model_field_id");--> statement-breakpoint
CREATE INDEX "multivariate_feature_state_values_option" ON "multivariate_feature_state_values" USING btree ("multivariate_feature_option_id");--> statement-breakpoint
CREATE INDEX "oauth_tokens_user" ON "oauth_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "oauth_tokens_family" ON "oauth_tokens" USING btree ("family");--> statement-breakpoint
CREATE INDEX "outbox_environment" ON "outbox" USING btree ("environment_id","due_at");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "projects_organisation" ON "projects" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "projects_name_unique" ON "projects" USING btree ("organisation_id",text_digest("name")) WHERE "projects"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "role_permissions_environment" ON "role_permissions" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "role_assignments_user" ON "role_assignments" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "role_assignments_group" ON "role_assignments" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "role_assignments_master_api_key" ON "role_assignments" USING btree ("master_api_key_id");--> statement-breakpoint
CREATE INDEX "segment_conditions_rule" ON "segment_conditions" USING btree ("segment_id","rule_id");--> statement-breakpoint
CREATE INDEX "segments_live" ON "segments" USING btree ("project_id","id") WHERE "segments"."deleted_at" is null and "segments"."version_of_id" is null and "segments"."change_request_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "segments_revision_unique" ON "segments" USING btree ("version_of_id","version") WHERE "segments"."version_of_id" is not null and "segments"."change_request_id" is null;--> statement-breakpoint
CREATE INDEX "segments_feature" ON "segments" USING btree ("feature_id");--> statement-breakpoint
CREATE INDEX "auth_tokens_user" ON "auth_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "password_reset_requests_user" ON "password_reset_requests" USING btree ("user_id","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tags_system_tag_unique" ON "tags" USING btree ("project_id","label","type") WHERE "tags"."is_system_tag";--> statement-breakpoint
CREATE INDEX "api_usage_blocks_organisation" ON "api_usage_blocks" USING btree ("organisation_id","block_start");--> statement-breakpoint
CREATE INDEX "api_usage_blocks_age" ON "api_usage_blocks" USING btree ("block_start");--> statement-breakpoint
CREATE INDEX "applied_batches_age" ON "applied_batches" USING btree ("applied_at");--> statement-breakpoint
CREATE INDEX "feature_evaluation_blocks_age" ON "feature_evaluation_blocks" USING btree ("block_start");--> statement-breakpoint
CREATE INDEX "user_organisations_organisation" ON "user_organisations" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "environment_feature_versions_live" ON "environment_feature_versions" USING btree ("environment_id","feature_id","live_from" DESC NULLS LAST) WHERE "environment_feature_versions"."deleted_at" is null and "environment_feature_versions"."published_at" is not null;--> statement-breakpoint
CREATE INDEX "environment_feature_versions_change_request" ON "environment_feature_versions" USING btree ("change_request_id");--> statement-breakpoint
CREATE INDEX "version_change_sets_lineage" ON "version_change_sets" USING btree ("environment_id","feature_id","published_at");--> statement-breakpoint
CREATE INDEX "version_change_sets_change_request" ON "version_change_sets" USING btree ("change_request_id");--> statement-breakpoint
CREATE INDEX "version_change_sets_due" ON "version_change_sets" USING btree ("live_from") WHERE "version_change_sets"."published_at" is null and "version_change_sets"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "environment_webhooks_environment" ON "environment_webhooks" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE "webhook_deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_environment_webhook" ON "webhook_deliveries" USING btree ("environment_webhook_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "webhook_deliveries_organisation_webhook" ON "webhook_deliveries" USING btree ("organisation_webhook_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "webhook_deliveries_integration" ON "webhook_deliveries" USING btree ("integration_id");