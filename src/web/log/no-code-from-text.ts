import { config } from 'zod';

// Zod would compile its checks from text, which the page's policy forbids. Must run before any schema is made.
config({ jitless: true });
