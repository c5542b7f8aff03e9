DROP INDEX "approvals_by_run";--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "conversation_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "agent" text NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "why" text NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "status" text DEFAULT 'pending' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "origin" text DEFAULT 'upload' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "run_id" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "all_day" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "recurrence" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "depends_on" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "parent_task_id" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "estimate_minutes" integer;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_parent_task_id_tasks_id_fk" FOREIGN KEY ("parent_task_id") REFERENCES "public"."tasks"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_by_call" ON "approvals" USING btree ("run_id","call_id");--> statement-breakpoint
ALTER TABLE "approvals" DROP COLUMN "decision";--> statement-breakpoint
ALTER TABLE "approvals" DROP COLUMN "decided_arguments";