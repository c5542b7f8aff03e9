CREATE TABLE "blobs" (
	"key" text PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"state" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "storage_usage" (
	"owner_id" text PRIMARY KEY NOT NULL,
	"files" integer NOT NULL,
	"size_bytes" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "blobs_live" ON "blobs" USING btree ("sha256") WHERE "blobs"."state" = 'live';--> statement-breakpoint
CREATE INDEX "blobs_not_live" ON "blobs" USING btree ("changed_at") WHERE "blobs"."state" <> 'live';--> statement-breakpoint
INSERT INTO "blobs" ("key", "sha256", "size_bytes", "state") SELECT DISTINCT ON ("sha256") "sha256", "sha256", "size_bytes", 'live' FROM "files";--> statement-breakpoint
INSERT INTO "storage_usage" ("owner_id", "files", "size_bytes")
SELECT "owner_id", sum("copies"), sum("size_bytes") FROM (SELECT "owner_id", "sha256", count(*) AS "copies", max("size_bytes") AS "size_bytes" FROM "files" GROUP BY "owner_id", "sha256") AS "contents" GROUP BY "owner_id";
