CREATE TABLE "chunk_terms" (
	"chunk_id" bigint PRIMARY KEY NOT NULL,
	"document_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"terms" integer[] NOT NULL,
	"weights" sparsevec NOT NULL
);
--> statement-breakpoint
DROP INDEX "chunks_by_words";--> statement-breakpoint
ALTER TABLE "chunk_terms" ADD CONSTRAINT "chunk_terms_chunk_id_chunks_id_fk" FOREIGN KEY ("chunk_id") REFERENCES "public"."chunks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chunk_terms_by_term" ON "chunk_terms" USING gin ("terms") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "chunk_terms_by_owner" ON "chunk_terms" USING btree ("owner_id","chunk_id");--> statement-breakpoint
CREATE INDEX "chunk_terms_by_document" ON "chunk_terms" USING btree ("document_id");--> statement-breakpoint
-- In the row itself: a search reads these columns of many rows.
ALTER TABLE "chunk_terms" ALTER COLUMN "weights" SET STORAGE PLAIN;--> statement-breakpoint
ALTER TABLE "chunk_terms" ALTER COLUMN "terms" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "embeddings" ALTER COLUMN "embedding" SET STORAGE MAIN;
