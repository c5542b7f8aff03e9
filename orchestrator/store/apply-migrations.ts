import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';

const migrationsFolder = join(import.meta.dirname, 'migrations');

/** Applies what the database lacks, all or nothing. Apart from its caller because loading drizzle costs half a second. */
export async function applyMigrations(client: pg.Client): Promise<void> {
  await migrate(drizzle(client), { migrationsFolder });
}
