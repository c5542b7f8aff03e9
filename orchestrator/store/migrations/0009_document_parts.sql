CREATE TABLE "document_parts" (
	"document_id" text NOT NULL,
	"start" integer NOT NULL,
	"content" text NOT NULL,
	"blocks" json NOT NULL,
	CONSTRAINT "document_parts_document_id_start_pk" PRIMARY KEY("document_id","start")
);
--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "text_length" integer;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "document_parts" ADD CONSTRAINT "document_parts_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- As they are: compressing them would hold the session of the embedded database many times as long.
ALTER TABLE "document_parts" ALTER COLUMN "content" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "document_parts" ALTER COLUMN "blocks" SET STORAGE EXTERNAL;
