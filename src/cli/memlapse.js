#!/usr/bin/env node
// Plain JavaScript that any Node can read: a Node that is too old gets a sentence, and no error of what it could not load.
const OLDEST = 24;

if (Number.parseInt(process.versions.node, 10) >= OLDEST) import('./main.ts');
else {
  process.stderr.write(
    `memlapse needs Node ${OLDEST} or later; this is Node ${process.versions.node}. In a checkout, npm run memlapse uses the Node that npm ci brought along.\n`,
  );
  process.exitCode = 2;
}
