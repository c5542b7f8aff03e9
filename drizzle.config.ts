import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './orchestrator/store/schema.ts',
  out: './orchestrator/store/migrations',
});
