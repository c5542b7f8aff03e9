DROP INDEX "documents_unfinished";--> statement-breakpoint
CREATE INDEX "documents_waiting" ON "documents" USING btree ("owner_id","updated_at") WHERE "documents"."stage" not in ('ready', 'failed');