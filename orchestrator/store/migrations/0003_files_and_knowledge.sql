CREATE TABLE "documents" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"sha256" text NOT NULL,
	"mime_type" text NOT NULL,
	"name" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"stage" text NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"failed_stage" text,
	"problem_code" text,
	"notes" text[] DEFAULT '{}' NOT NULL,
	"page_count" integer,
	"passage_count" integer,
	"embedding_model" text,
	"content" text,
	"outline" json,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chunks" DROP CONSTRAINT "chunks_file_id_files_id_fk";
--> statement-breakpoint
DROP INDEX "chunks_by_file";--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "document_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "heading_path" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "context" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "document_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_by_content" ON "documents" USING btree ("owner_id","sha256","mime_type");--> statement-breakpoint
CREATE INDEX "documents_unfinished" ON "documents" USING btree ("updated_at") WHERE "documents"."stage" not in ('ready', 'failed');--> statement-breakpoint
ALTER TABLE "chunks" ADD CONSTRAINT "chunks_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "chunks_by_document" ON "chunks" USING btree ("document_id","position");--> statement-breakpoint
CREATE INDEX "files_by_document" ON "files" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "files_by_content" ON "files" USING btree ("sha256");--> statement-breakpoint
ALTER TABLE "chunks" DROP COLUMN "file_id";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "stage";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "failed_stage";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "error_code";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "retryable";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "page_count";--> statement-breakpoint
ALTER TABLE "files" DROP COLUMN "updated_at";