import { z } from 'zod';

// Zod probes `new Function` to compile parsers; the content security policy forbids it and would log a violation.
z.config({ jitless: true });
